import { referenceBackend } from "@evenkeel/backend-reference";
import {
  UnsupportedError,
  type Backend,
  type Batch,
  type HostTensor,
  type ModelSource,
  type TrainableModel,
  type TrainingRecipe,
  type Weights,
} from "@evenkeel/core";
import { relativeError } from "../relative-error.ts";
import { logitsDifference, updateDifferences, type Difference } from "./difference.ts";
import { options, using } from "./prediction.ts";

/** A short training. */
export interface Lesson {
  readonly source: ModelSource;
  readonly recipe: TrainingRecipe;
  /** The batches of each call of `train`. */
  readonly calls: readonly (readonly Batch[])[];
  /** What the trained model is asked before and after. */
  readonly images: HostTensor;
}

/** What a training leaves to be compared. */
export interface Outcome {
  readonly logitsBefore: HostTensor;
  /** One a step. */
  readonly losses: Float64Array;
  readonly weights: Weights;
  readonly logitsAfter: HostTensor;
}

/** Trains on a backend: predict, all `train` calls, export, predict. */
export async function teach(backend: Backend, lesson: Lesson): Promise<Outcome> {
  return using(loadTrainable(backend, lesson.source, lesson.recipe), async (model) => {
    const { value: logitsBefore } = await model.predict(lesson.images);
    const losses: number[] = [];
    for (const batches of lesson.calls) losses.push(...(await model.train(batches)).value);
    const weights = await model.exportWeights();
    const { value: logitsAfter } = await model.predict(lesson.images);
    return { logitsBefore, losses: Float64Array.from(losses), weights, logitsAfter };
  });
}

/**
 * The same training on a backend and on the oracle. Of a single step of SGD at learning rate 1 the changes of the weights
 * are their gradients, and are judged as such.
 */
export async function compareTraining(backend: Backend, lesson: Lesson): Promise<Difference[]> {
  const [actual, expected] = [await teach(backend, lesson), await teach(referenceBackend, lesson)];
  const { optimizer } = lesson.recipe;
  const oneUnitStep = expected.losses.length === 1 && optimizer.kind === "sgd" && optimizer.learningRate === 1;
  return [
    logitsDifference("logits before training", actual.logitsBefore, expected.logitsBefore),
    { what: "losses", error: relativeError(actual.losses, expected.losses), bound: "loss" },
    ...updateDifferences(
      lesson.source.weights,
      actual.weights,
      expected.weights,
      oneUnitStep ? "gradients" : "updates",
    ),
    logitsDifference("logits after training", actual.logitsAfter, expected.logitsAfter),
  ];
}

/** Throws `UnsupportedError` for a backend that only predicts. */
export async function loadTrainable(
  backend: Backend,
  source: ModelSource,
  recipe: TrainingRecipe,
): Promise<TrainableModel> {
  if (backend.loadTrainable === undefined) throw new UnsupportedError("it cannot train", { where: backend.id });
  return backend.loadTrainable(source, options, recipe);
}
