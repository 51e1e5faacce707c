import type { Loss, ModelSpec, TrainingRecipe, Weights } from "@evenkeel/core";
import { largest } from "@evenkeel/gate";
import type { Trace, Training } from "./exercise/exercise.ts";
import { weightSlots } from "@evenkeel/models";

/**
 * The learning rate of a step of plain SGD that shows gradients: what it changes in the weights, divided by it. A power
 * of two, by which float32 multiplies exactly, and so large that the weights' own rounding does not blur gradients that
 * are 10⁻¹³ and less: Adam makes large updates of those, too.
 */
const gradientStep = 2 ** 20;

/** One training step as it shows from outside. */
export interface Step {
  readonly loss: number;
  /** By slot name: the gradient, and of batch normalisation's moving statistics by how much they fell. */
  readonly gradients: ReadonlyMap<string, Float64Array>;
}

/** The recipe of a step that shows gradients, at one rate whatever step it is. */
export function gradientRecipe(recipe: TrainingRecipe, loss: Loss = recipe.loss): TrainingRecipe {
  const optimizer = { kind: "sgd", learningRate: gradientStep, momentum: 0 } as const;
  return { ...recipe, loss, optimizer, schedule: { kind: "constant" } };
}

/** The training that shows the gradients of a step (from 0) at given weights. */
export function gradientTraining(spec: ModelSpec, weights: Weights, step: number, loss?: Loss): Training {
  const recipe = gradientRecipe(spec.recipe, loss);
  return { spec, weights, recipe, firstStep: step, steps: 1, keep: 0, predictsTest: false };
}

/** What such a training showed. */
export async function stepOf({ spec, weights }: Training, trace: Trace): Promise<Step> {
  return stepBetween(spec, weights, await trace.weightsAfter(1), trace.losses[0] ?? Number.NaN);
}

/** The step that led from weights to others, by `gradientRecipe`. */
export function stepBetween(spec: ModelSpec, before: Weights, after: Weights, loss: number): Step {
  const moved = (name: string, rate: number) => {
    const [start, end] = [before.get(name)?.data ?? [], after.get(name)?.data ?? []];
    return Float64Array.from(start, (value, i) => (value - (end[i] ?? Number.NaN)) / rate);
  };
  const gradients = weightSlots(spec).map(
    ({ name, trainable }) => [name, moved(name, trainable ? gradientStep : 1)] as const,
  );
  return { loss, gradients: new Map(gradients) };
}

/** The largest distance that a trainable weight moved. */
export function largestMove(spec: ModelSpec, before: Weights, after: Weights): number {
  const moves = weightSlots(spec).flatMap(({ name, trainable }) => {
    const [start, end] = [before.get(name)?.data ?? [], after.get(name)?.data ?? []];
    return trainable ? [largest(Float64Array.from(start, (value, i) => (end[i] ?? Number.NaN) - value))] : [];
  });
  return Math.max(...moves);
}
