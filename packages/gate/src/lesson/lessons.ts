import type { LearningRateSchedule, ModelSpec, Optimizer } from "@evenkeel/core";
import { rateOfStep } from "@evenkeel/models";
import { sampleBatch, sampleImages, sampleWeights, type Values } from "../samples.ts";
import { gradientRecipe, recipeOf } from "./recipes.ts";
import type { Lesson } from "./teach.ts";

/** One step that shows the gradients on `count` images: see `gradientRecipe`. Asks about the same images. */
export function gradientLesson(spec: ModelSpec, values: Values, count = 3, round = 0): Lesson {
  const batch = sampleBatch(spec, count, values, round);
  return {
    source: { kind: "spec", spec, weights: sampleWeights(spec, values) },
    // Of large logits, a softmax has no gradient left.
    recipe: values === "large" ? { ...gradientRecipe, loss: "mean-squared-error" } : gradientRecipe,
    calls: [[batch]],
    questions: [batch.images],
  };
}

/**
 * A step for each size given, grouped by calls of `train`, on batches unlike each other. Looks between the second call
 * and a third: what a call leaves for the next must hold where nothing is asked between them, too. Asks about different
 * images of one size.
 */
export function stepsLesson(
  spec: ModelSpec,
  optimizer: Optimizer,
  calls: readonly (readonly number[])[],
  values: Values = "real",
): Lesson {
  let round = 0;
  const nextBatch = (size: number) => sampleBatch(spec, size, values, round++);
  return {
    source: { kind: "spec", spec, weights: sampleWeights(spec, values) },
    recipe: recipeOf(optimizer),
    calls: calls.map((sizes) => sizes.map(nextBatch)),
    questions: [0, 1].map((asked) => sampleImages(spec, 4, values, asked)),
    looksAfter: [2],
  };
}

/** The same steps as so many whole epochs of a training with a learning-rate schedule. */
export function underSchedule(
  lesson: Lesson,
  { schedule, epochs }: { readonly schedule: LearningRateSchedule; readonly epochs: number },
): Lesson {
  const recipe = { ...lesson.recipe, schedule, epochs };
  const stepsPerEpoch = lesson.calls.flat().length / epochs;
  let step = 0;
  const calls = lesson.calls.map((batches) =>
    batches.map((batch) => ({ ...batch, ...rateOfStep(recipe, { step: step++, stepsPerEpoch }) })),
  );
  return { ...lesson, recipe, calls };
}
