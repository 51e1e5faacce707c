import type { ModelSpec, Optimizer, TrainingRecipe } from "@evenkeel/core";
import type { Lesson } from "./checks/training.ts";
import { sampleBatch, sampleImages, sampleWeights, type Values } from "./samples.ts";
import { unitSgd } from "./specs/small-spec.ts";

/**
 * With ε near the size of the gradients an update is a smooth function of them; at the usual 1e-8 the update of a weight
 * whose gradient is nothing but rounding has full size and either sign, in any implementation.
 */
export const smoothAdam = {
  kind: "adam" as const,
  learningRate: 0.05,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-2,
} satisfies Optimizer;

/** A recipe with that optimizer. */
export function recipeOf(optimizer: Optimizer): TrainingRecipe {
  return { ...unitSgd, optimizer };
}

/** One step that moves the weights by their gradient. */
export function gradientLesson(spec: ModelSpec, values: Values): Lesson {
  return {
    source: { kind: "spec", spec, weights: sampleWeights(spec, values) },
    recipe: unitSgd,
    calls: [[sampleBatch(spec, 3, values)]],
    images: sampleImages(spec, 3, values),
  };
}

/** A step for each size given, on batches unlike each other: all in one call of `train`, or each in its own. */
export function stepsLesson(
  spec: ModelSpec,
  optimizer: Optimizer,
  sizes: readonly number[],
  calls: "one call" | "a call each",
): Lesson {
  const batches = sizes.map((size, round) => sampleBatch(spec, size, "real", round));
  return {
    source: { kind: "spec", spec, weights: sampleWeights(spec, "real") },
    recipe: recipeOf(optimizer),
    calls: calls === "one call" ? [batches] : batches.map((batch) => [batch]),
    images: sampleImages(spec, 4, "real"),
  };
}
