import type { HostTensor, ModelSpec, RuntimeInfo, TrainingRecipe, Weights } from "@evenkeel/core";

/** A short training from given weights. */
export interface Training {
  readonly spec: ModelSpec;
  readonly weights: Weights;
  readonly recipe: TrainingRecipe;
  /** From 0: the steps `firstStep` … of a training with the seed, with their batches and dropout masks. */
  readonly firstStep: number;
  readonly steps: number;
  /** Keep the weights after each of so many first steps; those after the last one are always kept. */
  readonly keep: number;
  /** Predict the test images with the weights at the end. */
  readonly predictsTest: boolean;
}

/** A training step whose images are to be predicted. */
export interface StepToPredict {
  readonly spec: ModelSpec;
  readonly weights: Weights;
  /** From 0. */
  readonly step: number;
}

/** What a training left. */
export interface Trace {
  readonly runtime: RuntimeInfo;
  /** False where the backend always computes on one thread. */
  readonly takesThreads: boolean;
  /** Before the update, one a step; fewer than asked for when the time was up. NaN and infinities as they came. */
  readonly losses: readonly number[];
  /** The class predicted for each test image; null where it was not asked for. */
  readonly testClasses: readonly number[] | null;
  /** After so many steps, one by one, the weights were kept; those after the last one are there in any case. */
  readonly kept: number;
  /** After `step` steps, from 1: one of those that were kept. */
  weightsAfter(step: number): Promise<Weights>;
}

/**
 * A backend that trains and predicts from given weights, on the batches of one dataset, order and seed. Both methods
 * throw `UnsupportedError` for what it lacks and `BackendError` when it fails.
 */
export interface Subject {
  readonly id: string;
  /** One after another in one process. */
  train(trainings: readonly Training[]): Promise<readonly Trace[]>;
  /** One tensor of logits a step. */
  predict(steps: readonly StepToPredict[]): Promise<readonly HostTensor[]>;
}
