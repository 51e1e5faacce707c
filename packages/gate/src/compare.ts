import { referenceBackend } from "@evenkeel/backend-reference";
import type { Backend, HostTensor, LoadOptions } from "@evenkeel/core";
import type { Part } from "./cases/gate-case.ts";
import { learnedPairs, logitsPairs, lossPair, statisticsPairs, type Pair } from "./lesson/differences.ts";
import { gradientStep } from "./lesson/recipes.ts";
import { slopePairs } from "./lesson/slopes.ts";
import { predictAll, teach, using, type Lesson, type Look, type Outcome } from "./lesson/teach.ts";
import type { Quantity } from "./tolerances.ts";

type Pairs = ReadonlyMap<Quantity, readonly Pair[]>;

/**
 * Does a part's work on the backend and, the first time, on the oracle. Gives at least one pair for each of the part's
 * quantities.
 */
export async function compare(backend: Backend, part: Part, options: LoadOptions): Promise<Pairs> {
  const asked = await part.lesson();
  const lesson = part.work === "gradients" ? { ...asked, questions: [] } : asked;
  return comparisons[part.work]({ backend, lesson, options, part });
}

interface Comparing {
  readonly backend: Backend;
  readonly lesson: Lesson;
  readonly options: LoadOptions;
  readonly part: Part;
}
type Comparison = (comparing: Comparing) => Promise<Pairs>;

const predicting: Comparison = async ({ backend, lesson: { source, questions }, options, part }) => {
  const predict = async (one: Backend) =>
    using(one.load(source, options), async (model) => predictAll(model, questions));
  const expected = once(trueLogits, part, () => predict(referenceBackend));
  return new Map([["logits", logitsPairs("logits", await predict(backend), await expected)]]);
};

const gradients: Comparison = async (comparing) => {
  const { spec, weights } = comparing.lesson.source;
  const [got, expected] = await both(comparing);
  return new Map([
    ["loss", [lossPair(got, expected)]],
    ["gradients", learnedPairs(spec, weights, got, expected, gradientStep)],
    ["statistics", statisticsPairs(spec, weights, got, expected)],
  ]);
};

const update: Comparison = async (comparing) => {
  const { spec, weights } = comparing.lesson.source;
  const [got, expected] = await both(comparing);
  const moments = [...expected.between.map((look, at) => [got.between[at] ?? nothing, look] as const), [got, expected]];
  const moved = (pairs: typeof statisticsPairs) =>
    moments.flatMap(([ours, truth]) => pairs(spec, weights, ours, truth));
  return new Map([
    ["loss", [lossPair(got, expected)]],
    ["update", moved(learnedPairs)],
    ["statistics", moved(statisticsPairs)],
    [
      "logits",
      [
        ...logitsPairs("logits before training", got.logitsBefore, expected.logitsBefore),
        ...expected.between.flatMap(({ calls, logits }, at) =>
          logitsPairs(`logits after call ${calls}`, got.between[at]?.logits ?? [], logits),
        ),
        ...logitsPairs("logits after training", got.logitsAfter, expected.logitsAfter),
      ],
    ],
  ]);
};

const nothing: Look = { calls: 0, weights: new Map(), logits: [] };

const slopes: Comparison = async ({ lesson }) => new Map([["gradients", slopePairs(lesson)]]);

const comparisons: Readonly<Record<Part["work"], Comparison>> = { predicting, gradients, update, slopes };

/** What the oracle found, for as long as the part is held: another backend or thread count meets the same. */
const truths = new WeakMap<Part, Promise<Outcome>>();
const trueLogits = new WeakMap<Part, Promise<HostTensor[]>>();

async function both({ backend, lesson, options, part }: Comparing): Promise<readonly [Outcome, Outcome]> {
  const got = await teach(backend, lesson, options);
  return [got, await once(truths, part, () => teach(referenceBackend, lesson, options))];
}

async function once<T>(kept: WeakMap<Part, Promise<T>>, part: Part, compute: () => Promise<T>): Promise<T> {
  const known = kept.get(part) ?? compute();
  kept.set(part, known);
  return known;
}
