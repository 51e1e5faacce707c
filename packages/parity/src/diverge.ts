import type { RuntimeInfo } from "@evenkeel/core";
import { tolerances } from "@evenkeel/gate";
import type { Subject, Trace } from "./exercise/exercise.ts";
import { weightSlots } from "@evenkeel/models";
import {
  judgeLosses,
  pairedAgreement,
  predictionEnvelope,
  predictionVerdict,
  weakest,
  type LossJudgement,
  type ParityVerdict,
} from "@evenkeel/stats";
import { findCause, type Cause } from "./cause/find-cause.ts";
import { differenceOf, lossDifference, type Difference } from "./difference.ts";
import { largestMove } from "./step.ts";
import type { ParityTask } from "./task.ts";

/** The steps, from the first, in which the cause of a difference is looked for: those that the envelopes speak of. */
export const searchedSteps = 50;

/** A backend that takes part. */
export interface Contender {
  readonly subject: Subject;
  readonly device: string;
}

/** A backend's own training of the task. */
export interface Trained extends Contender {
  readonly trace: Trace;
}

/** How the trainings of two backends compare and, where they were looked into, why they differ. */
export interface Divergence {
  readonly backends: readonly [string, string];
  readonly runtimes: readonly [RuntimeInfo, RuntimeInfo];
  /** Steps that each did. */
  readonly steps: readonly [number, number];
  /** How far the losses of the first step lie apart, before any update: what the gate allows is all that is allowed. */
  readonly firstLoss: number;
  /** The weight that is furthest apart after the first step, relative to the largest move of that step. */
  readonly firstUpdate: Difference;
  /** How far the losses lie apart, held against the envelopes. */
  readonly losses: LossJudgement;
  /**
   * The share of test images that get the same class at the end; null where the two did not do the same number of
   * steps. Judged after an epoch: a network that has hardly learned is undecided about many images.
   */
  readonly samePredictions: number | null;
  readonly verdict: ParityVerdict;
  /** Null where it was not looked for: the two stayed inside the envelopes. */
  readonly cause: Cause | null;
}

/** Trains the task on one backend. Throws what its subject throws. */
export async function trainTask(contender: Contender, task: ParityTask): Promise<Trained> {
  const { subject } = contender;
  const { spec, weights, steps } = task;
  task.onPhase?.(`training on ${subject.id}`);
  const training = { spec, weights, recipe: spec.recipe, firstStep: 0, steps, keep: searchedSteps, predictsTest: true };
  const [trace] = await subject.train([training]);
  if (trace === undefined) throw new RangeError(`${subject.id} left no training`);
  return { ...contender, trace };
}

/**
 * Compares two trainings that began with the same weights and had the same batches and masks. Where they leave the
 * envelopes of their devices (or `always`), finds the first step, layer, tensor and element that they compute
 * differently.
 */
export async function diverge(
  pair: readonly [Trained, Trained],
  task: ParityTask,
  { always }: { readonly always: boolean },
): Promise<Divergence> {
  const [a, b] = pair;
  const losses = judgeLosses(a.trace.losses, b.trace.losses, [a.device, b.device]);
  const steps = [a.trace.losses.length, b.trace.losses.length] as const;
  const [left, right] = [a.trace.testClasses, b.trace.testClasses];
  const comparable = left !== null && right !== null && steps[0] === steps[1];
  const samePredictions = comparable ? pairedAgreement(left, right) : null;
  const judged = samePredictions !== null && steps[0] === predictionEnvelope.epochs * task.stepsPerEpoch;
  const firstLoss = lossDifference(a.trace.losses[0] ?? Number.NaN, b.trace.losses[0] ?? Number.NaN);
  const start = firstLoss <= tolerances.loss ? "agrees" : "differs";
  const verdict = weakest([start, losses.verdict, ...(judged ? [predictionVerdict(samePredictions)] : [])]);
  const outside = verdict === "inconclusive" || verdict === "differs";
  return {
    backends: [a.subject.id, b.subject.id],
    runtimes: [a.trace.runtime, b.trace.runtime],
    steps,
    firstLoss,
    firstUpdate: await differenceOfFirstUpdate(pair, task),
    losses,
    samePredictions,
    verdict,
    cause: outside || always ? await findCause(pair, task) : null,
  };
}

/**
 * Whether a comparison says that one of the two is wrong: a fault was found, or the distance is beyond what rounding
 * does.
 */
export function isFault({ verdict, cause }: Divergence): boolean {
  return verdict === "differs" || (cause !== null && cause.finding !== null);
}

async function differenceOfFirstUpdate([a, b]: readonly [Trained, Trained], task: ParityTask): Promise<Difference> {
  const { spec, weights } = task;
  const [left, right] = [await a.trace.weightsAfter(1), await b.trace.weightsAfter(1)];
  const scale = Math.max(largestMove(spec, weights, left), largestMove(spec, weights, right));
  const [furthest] = weightSlots(spec)
    .filter(({ trainable }) => trainable)
    .map(({ name, shape }) => differenceOf(name, shape, left.get(name)?.data ?? [], right.get(name)?.data ?? [], scale))
    .toSorted((one, other) => other.relative - one.relative);
  if (furthest === undefined) throw new RangeError(`${spec.name} has no weights`);
  return furthest;
}
