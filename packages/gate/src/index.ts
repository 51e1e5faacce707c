export { predictAll, loadTrainable, teach, using, type Lesson, type Outcome } from "./lesson/teach.ts";
export { gradientLesson, stepsLesson } from "./lesson/lessons.ts";
export { recipeOf, smoothAdam } from "./lesson/recipes.ts";
export { clearMargin, windowLeaders } from "./lesson/margins.ts";
export { largest, measure, ulpDistance, type Distance } from "./measure.ts";
export { gatePassed, planCases, runCase, runChecks, type CheckOptions } from "./run-checks.ts";
export { sampleBatch, sampleImages, sampleWeights, type Values } from "./samples.ts";
export { layerSpecs, leastSpec, networkSpecs, smallSpecNamed, smallSpecs } from "./specs/index.ts";
export { tolerances, type Quantity } from "./tolerances.ts";
