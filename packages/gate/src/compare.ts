import { referenceBackend } from "@evenkeel/backend-reference";
import type { Backend, LoadOptions } from "@evenkeel/core";
import type { Part } from "./cases/gate-case.ts";
import { learnedPairs, logitsPairs, lossPair, statisticsPairs, type Pair } from "./lesson/differences.ts";
import { gradientStep } from "./lesson/recipes.ts";
import { slopePairs } from "./lesson/slopes.ts";
import { predictAll, teach, using, type Lesson } from "./lesson/teach.ts";
import type { Quantity } from "./tolerances.ts";

type Pairs = ReadonlyMap<Quantity, readonly Pair[]>;

/** Does a part's work on the backend and on the oracle. Gives at least one pair for each of the part's quantities. */
export async function compare(backend: Backend, { work, lesson }: Part, options: LoadOptions): Promise<Pairs> {
  return comparisons[work](backend, await lesson(), options);
}

type Comparison = (backend: Backend, lesson: Lesson, options: LoadOptions) => Promise<Pairs>;

const predicting: Comparison = async (backend, { source, questions }, options) => {
  const predict = async (one: Backend) =>
    using(one.load(source, options), async (model) => predictAll(model, questions));
  return new Map([["logits", logitsPairs("logits", await predict(backend), await predict(referenceBackend))]]);
};

const gradients: Comparison = async (backend, lesson, options) => {
  const { spec, weights } = lesson.source;
  const [got, expected] = await both(backend, { ...lesson, questions: [] }, options);
  return new Map([
    ["loss", [lossPair(got, expected)]],
    ["gradients", learnedPairs(spec, weights, got, expected, gradientStep)],
    ["statistics", statisticsPairs(spec, weights, got, expected)],
  ]);
};

const update: Comparison = async (backend, lesson, options) => {
  const { spec, weights } = lesson.source;
  const [got, expected] = await both(backend, lesson, options);
  return new Map([
    ["loss", [lossPair(got, expected)]],
    ["update", learnedPairs(spec, weights, got, expected)],
    ["statistics", statisticsPairs(spec, weights, got, expected)],
    [
      "logits",
      [
        ...logitsPairs("logits before training", got.logitsBefore, expected.logitsBefore),
        ...logitsPairs("logits after training", got.logitsAfter, expected.logitsAfter),
      ],
    ],
  ]);
};

const slopes: Comparison = async (_backend, lesson) => new Map([["gradients", slopePairs(lesson)]]);

const comparisons: Readonly<Record<Part["work"], Comparison>> = { predicting, gradients, update, slopes };

async function both(backend: Backend, lesson: Lesson, options: LoadOptions) {
  return [await teach(backend, lesson, options), await teach(referenceBackend, lesson, options)] as const;
}
