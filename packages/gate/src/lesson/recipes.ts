import type { Optimizer, TrainingRecipe } from "@evenkeel/core";

/**
 * With ε near the size of the gradients an update is a smooth function of them; at the usual 1e-8 the update of a
 * weight whose gradient is nothing but rounding has full size and either sign, in any implementation.
 */
export const smoothAdam = {
  kind: "adam" as const,
  learningRate: 0.5,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 0.1,
} satisfies Optimizer;

/**
 * The learning rate of a step of plain SGD that shows gradients: what it changes in the weights, divided by it. A power
 * of two, which float32 multiplies by exactly, and so large that rounding of the weights does not blur the gradients.
 */
export const gradientStep = 1024;

/** A recipe with that optimizer; the loss is cross-entropy unless told otherwise. */
export function recipeOf(optimizer: Optimizer, loss: TrainingRecipe["loss"] = "cross-entropy"): TrainingRecipe {
  return { loss, optimizer, batchSize: 3, epochs: 1, initialization: "glorot-uniform" };
}

/** One step of it moves the weights by `gradientStep` times their gradient. */
export const gradientRecipe: TrainingRecipe = recipeOf({ kind: "sgd", learningRate: gradientStep, momentum: 0 });
