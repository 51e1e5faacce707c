import { referenceBackend } from "@evenkeel/backend-reference";
import type { Backend, HostTensor, LoadOptions, ModelSource, ModelSpec } from "@evenkeel/core";
import { learnedPairs, logitsPairs, lossPair, statisticsPairs, type Pair } from "../lesson/differences.ts";
import { gradientStep } from "../lesson/recipes.ts";
import { predictAll, teach, using, type Lesson } from "../lesson/teach.ts";
import type { Quantity } from "../tolerances.ts";
import type { Part } from "./gate-case.ts";

/** The logits of a model that is loaded to predict, for each batch of images on the same model object. */
export function predictingPart(given: () => { source: ModelSource; batches: readonly HostTensor[] }): Part {
  return {
    trains: false,
    quantities: ["logits"],
    compare: async (backend, options) => {
      const { source, batches } = given();
      const predict = async (one: Backend) =>
        using(one.load(source, options), async (model) => predictAll(model, batches));
      const [got, expected] = [await predict(backend), await predict(referenceBackend)];
      return new Map([["logits", logitsPairs("logits", got, expected)]]);
    },
  };
}

/** The loss and the gradients of one step (see `gradientLesson`), and how it moves batch normalisation's statistics. */
export function gradientPart(spec: ModelSpec, lesson: () => Lesson): Part {
  return {
    trains: true,
    quantities: ["loss", "gradients", ...statisticsOf(spec)],
    compare: async (backend, options) => {
      const given = lesson();
      const { weights } = given.source;
      const [got, expected] = await both(backend, given, options);
      return new Map<Quantity, Pair[]>([
        ["loss", [lossPair(got, expected)]],
        ["gradients", learnedPairs(spec, weights, got, expected, gradientStep)],
        ["statistics", statisticsPairs(spec, weights, got, expected)],
      ]);
    },
  };
}

/** What the steps of an optimizer change: the loss of each, the weights, and what the trained model then predicts. */
export function updatePart(
  spec: ModelSpec,
  lesson: () => Lesson,
  quantities: readonly Quantity[] = ["loss", "update", ...statisticsOf(spec), "logits"],
): Part {
  return {
    trains: true,
    quantities,
    compare: async (backend, options) => {
      const given = lesson();
      const { weights } = given.source;
      const [got, expected] = await both(backend, given, options);
      return new Map<Quantity, Pair[]>([
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
    },
  };
}

async function both(backend: Backend, lesson: Lesson, options: LoadOptions) {
  return [await teach(backend, lesson, options), await teach(referenceBackend, lesson, options)] as const;
}

function statisticsOf({ layers }: ModelSpec): Quantity[] {
  return layers.some(({ kind }) => kind === "batch-norm") ? ["statistics"] : [];
}
