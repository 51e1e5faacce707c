import {
  BackendError,
  UnsupportedError,
  type Backend,
  type Dataset,
  type HostTensor,
  type Model,
  type Weights,
} from "@evenkeel/core";
import { argmax } from "@evenkeel/stats";
import { startBudget } from "../budget.ts";
import { systemClock } from "../clock.ts";
import { batchOfStep, testImages } from "../tasks/batches.ts";
import type { Question, Subject, Trace, Training } from "./exercise.ts";

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

/** A backend as a subject in this process. */
export function subjectOf(backend: Backend, material: Material): Subject {
  return {
    id: backend.id,
    train: (trainings) => inTurn(trainings, (training) => trainInMemory(backend, training, material)),
    predict: (questions) => inTurn(questions, (question) => answer(backend, question, material)),
  };
}

/** Trains step by step. `onStep` is called after each, from 1, with the weights where they are kept. */
export async function train(
  backend: Backend,
  { spec, weights, recipe, firstStep, steps, keep, answersTest }: Training,
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
      const batch = batchOfStep(dataset, spec, { seed, step: firstStep + losses.length, size: recipe.batchSize });
      const { value } = await model.train([batch]);
      if (value.length !== 1) throw new BackendError("gave not one loss a step", { where: backend.id });
      losses.push(value[0] as number);
      last = losses.length === steps || budget.spent();
      await onStep(losses.length, last || losses.length <= keep ? await model.exportWeights() : null);
    }
    const answers = answersTest ? await answerTest(model, dataset, spec.classes) : null;
    return { runtime: model.runtime, takesThreads: backend.supports.threads, losses, answers };
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

/** The class that a model gives to each test image. */
async function answerTest(model: Model, dataset: Dataset, classes: number): Promise<number[]> {
  const { count } = dataset.test;
  const answers: number[] = [];
  while (answers.length < count) {
    const size = Math.min(testBatchSize, count - answers.length);
    const { value } = await model.predict(testImages(dataset, answers.length, size));
    for (let row = 0; row < size; row += 1)
      answers.push(argmax(value.data.subarray(row * classes, (row + 1) * classes)));
  }
  return answers;
}

/** The logits of a training step's images. */
export async function answer(
  backend: Backend,
  { spec, weights, step }: Question,
  { dataset, seed, threads }: Material,
): Promise<HostTensor> {
  const { images } = batchOfStep(dataset, spec, { seed, step, size: spec.recipe.batchSize });
  return using(backend.load({ kind: "spec", spec, weights }, { threads }), async (model) => {
    const { value } = await model.predict(images);
    return value;
  });
}

async function trainInMemory(backend: Backend, training: Training, material: Material): Promise<Trace> {
  const kept = new Map<number, Weights>();
  const trained = await train(backend, training, material, (step, weights) => {
    if (weights !== null) kept.set(step, weights);
  });
  return {
    ...trained,
    kept: Math.min(training.keep, trained.losses.length),
    weightsAfter: async (step) => {
      const weights = kept.get(step);
      if (weights === undefined) throw new RangeError(`no weights were kept after step ${step}`);
      return weights;
    },
  };
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function using<M extends Model, T>(loading: Promise<M>, use: (model: M) => Promise<T>): Promise<T> {
  const model = await loading;
  try {
    return await use(model);
  } finally {
    await model.dispose();
  }
}
