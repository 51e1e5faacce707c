import {
  BackendError,
  UnsupportedError,
  type Backend,
  type Dataset,
  type HostTensor,
  type Model,
  type Weights,
} from "@evenkeel/core";
import { batchOfStep, startBudget, systemClock, testImages } from "@evenkeel/harness/cell";
import { argmax } from "@evenkeel/stats";
import type { StepToPredict, Trace, Training } from "./exercise.ts";

const testBatchSize = 100;

/** What exercises are done with. */
export interface Material {
  readonly dataset: Dataset;
  /** Of the order of the images and of the dropout masks. */
  readonly seed: number;
  readonly threads: number | null;
  /** A training that has taken longer than this ends with the step that it is at. */
  readonly budgetSeconds: number;
}

/** Trains step by step. `onStep` is called after each, from 1, with the weights where they are kept. */
export async function train(
  backend: Backend,
  { spec, weights, recipe, firstStep, steps, keep, predictsTest }: Training,
  { dataset, seed, threads, budgetSeconds }: Material,
  onStep: (step: number, weights: Weights | null) => void | Promise<void>,
): Promise<Omit<Trace, "weightsAfter" | "kept">> {
  if (backend.loadTrainable === undefined) throw new UnsupportedError("cannot train", { where: backend.id });
  const loading = backend.loadTrainable({ kind: "spec", spec, weights }, { threads }, recipe);
  return using(loading, async (model) => {
    refuseOtherThreads(backend, model, threads);
    const losses: number[] = [];
    const budget = startBudget(budgetSeconds, systemClock);
    for (let last = false; !last;) {
      const batch = batchOfStep(
        dataset,
        { ...spec, recipe },
        { seed, step: firstStep + losses.length, size: recipe.batchSize },
      );
      const { value } = await model.train([batch]);
      if (value.length !== 1) throw new BackendError("gave not one loss a step", { where: backend.id });
      losses.push(value[0] as number);
      last = losses.length === steps || budget.spent();
      await onStep(losses.length, last || losses.length <= keep ? await model.exportWeights() : null);
    }
    const testClasses = predictsTest ? await predictTest(model, dataset, spec.classes) : null;
    return { runtime: model.runtime, takesThreads: backend.supports.threads, losses, testClasses };
  });
}

function refuseOtherThreads({ id, supports }: Backend, { runtime }: Model, threads: number | null): void {
  if (threads === null || !supports.threads || runtime.threads === threads) return;
  throw new BackendError("ran on another number of threads than was asked for", {
    where: id,
    expected: String(threads),
    got: String(runtime.threads),
  });
}

/** The class that a model predicts for each test image. */
async function predictTest(model: Model, dataset: Dataset, classes: number): Promise<number[]> {
  const { count } = dataset.test;
  const predicted: number[] = [];
  while (predicted.length < count) {
    const size = Math.min(testBatchSize, count - predicted.length);
    const { value } = await model.predict(testImages(dataset, predicted.length, size));
    for (let row = 0; row < size; row += 1) {
      predicted.push(argmax(value.data.subarray(row * classes, (row + 1) * classes)));
    }
  }
  return predicted;
}

/** The logits of a training step's images. */
export async function predictStep(
  backend: Backend,
  { spec, weights, step }: StepToPredict,
  { dataset, seed, threads }: Material,
): Promise<HostTensor> {
  const { images } = batchOfStep(dataset, spec, { seed, step, size: spec.recipe.batchSize });
  return using(backend.load({ kind: "spec", spec, weights }, { threads }), async (model) => {
    const { value } = await model.predict(images);
    return value;
  });
}

async function using<M extends Model, T>(loading: Promise<M>, use: (model: M) => Promise<T>): Promise<T> {
  const model = await loading;
  try {
    return await use(model);
  } finally {
    await model.dispose();
  }
}
