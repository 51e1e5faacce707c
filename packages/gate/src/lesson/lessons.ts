import type { ModelSpec, Optimizer } from "@evenkeel/core";
import { sampleBatch, sampleImages, sampleWeights, type Values } from "../samples.ts";
import { gradientRecipe, recipeOf } from "./recipes.ts";
import type { Lesson } from "./teach.ts";

/** One step that shows the gradients on `count` images: see `gradientRecipe`. Asks about the same images. */
export function gradientLesson(spec: ModelSpec, values: Values, count = 3, round = 0): Lesson {
  const batch = sampleBatch(spec, count, values, round);
  return {
    source: { kind: "spec", spec, weights: sampleWeights(spec, values) },
    recipe: gradientRecipe,
    calls: [[batch]],
    questions: [batch.images],
  };
}

/** A step for each size given, grouped by calls of `train`, on batches unlike each other. */
export function stepsLesson(spec: ModelSpec, optimizer: Optimizer, calls: readonly (readonly number[])[]): Lesson {
  let round = 0;
  const nextBatch = (size: number) => sampleBatch(spec, size, "real", round++);
  return {
    source: { kind: "spec", spec, weights: sampleWeights(spec, "real") },
    recipe: recipeOf(optimizer),
    calls: calls.map((sizes) => sizes.map(nextBatch)),
    questions: [sampleImages(spec, 4, "real")],
  };
}
