import { elementFinding, type Finding, type RoundingEvent } from "./finding.ts";
import { sameStep, stepDifferences } from "../difference.ts";
import { StepJudge } from "./judge.ts";
import type { Kink } from "./kinks.ts";
import { localise } from "./localise.ts";
import { OptimizerCheck } from "./optimizer.ts";
import { gradientRecipe } from "../step.ts";
import type { ParityTask } from "../task.ts";
import { retake, type Pair, type RetakenStep } from "./retake.ts";

/** Why two trainings went apart. */
export interface Cause {
  /** The first thing that is computed differently; null when all differences of all steps are rounding's. */
  readonly finding: Finding | null;
  /** The steps whose gradients differ by rounding alone. */
  readonly rounding: readonly RoundingEvent[];
  /** Steps that were looked at, from the first. */
  readonly steps: number;
}

/**
 * Goes through two trainings step by step. Both backends take each step from the SAME weights, the first one's, so that
 * differences do not add up. Where their gradients differ, the float64 oracle says whether both are right and merely
 * took different sides of a kink; if not, `localise` finds the layer. And each backend's updates are held against the
 * optimizer's formula on its own gradients.
 */
export async function findCause(pair: Pair, task: ParityTask): Promise<Cause> {
  const optimizers = [new OptimizerCheck(task), new OptimizerCheck(task)] as const;
  const rounding: RoundingEvent[] = [];
  let steps = 0;
  for await (const retaken of retake(pair, task)) {
    steps = retaken.step + 1;
    const seen = sameStep(task.spec, ...retaken.shared) ? null : await explainGradients(pair, task, retaken);
    if (seen !== null && "kinks" in seen) rounding.push(seen);
    else if (seen !== null) return { finding: seen, rounding, steps };
    const finding = wrongUpdate(pair, optimizers, retaken);
    if (finding !== null) return { finding, rounding, steps };
  }
  return { finding: null, rounding, steps };
}

/** Why two backends give different gradients for the same step. */
async function explainGradients(
  pair: Pair,
  { spec, batchOf, onPhase }: ParityTask,
  { step, weights, shared }: RetakenStep,
): Promise<Finding | RoundingEvent> {
  const subjects = [pair[0].subject, pair[1].subject] as const;
  onPhase?.(`asking the float64 formulas about step ${step + 1}`);
  const batchFor = (part: typeof spec) => batchOf(part, step);
  const judge = await StepJudge.at({ spec, weights, batch: batchFor(spec), recipe: gradientRecipe(spec.recipe) });
  const judgements = [await judge.judge(shared[0]), await judge.judge(shared[1])] as const;
  if (!judgements.every(({ right }) => right)) {
    onPhase?.(`looking for the layer at step ${step + 1}`);
    const found = await localise({ spec, weights, step, batchFor, subjects, steps: shared, judge });
    if (found !== null) return found;
  }
  const [first] = stepDifferences(spec, ...shared);
  const { tensor = "loss", relative = 0 } = first ?? {};
  const [a, b] = [judgements[0].kinks, judgements[1].kinks];
  const kinks = [
    { backend: subjects[0].id, kinks: without(a, b) },
    { backend: subjects[1].id, kinks: without(b, a) },
  ];
  return { step: step + 1, tensor, relative, kinks };
}

/** The kinks that are not also among the others: where both backends took the same side, they do not differ. */
function without(kinks: readonly Kink[], others: readonly Kink[]): Kink[] {
  const nameOf = ({ layer, position }: Kink) => `${layer} ${position.join()}`;
  const left = new Set(others.map(nameOf));
  return kinks.filter((kink) => !left.has(nameOf(kink)));
}

/** Advances both optimizers' states by a step. */
function wrongUpdate(
  pair: Pair,
  optimizers: readonly [OptimizerCheck, OptimizerCheck],
  { step, own }: RetakenStep,
): Finding | null {
  const wrong = own.map(
    ({ before, gradients, after }, index) => optimizers[index]?.next(before, gradients, after) ?? [],
  );
  const found = wrong.flat().at(0);
  if (found === undefined) return null;
  const valueOf = ({ after }: (typeof own)[number]) => after.get(found.tensor)?.data[found.index] ?? Number.NaN;
  const element = elementFinding(step + 1, { ...found, a: valueOf(own[0]), b: valueOf(own[1]) }, found.b);
  const off = pair.filter((_, index) => wrong[index]?.length).map(({ subject }) => subject.id);
  return { ...element, what: "update", layer: null, off };
}
