import { createHash } from "node:crypto";
import { modelOf, type Run } from "@evenkeel/analysis";
import { givenIdentity, layersOf } from "@evenkeel/core";
import type { SeriesSource } from "../series-sources.ts";

/**
 * Identity of what a workload does for a measurement, as 16 hexadecimal digits: the network and its recipe, or the file
 * of a given model and how it is called, the images, epochs, schedule and augmentation, the task's settings, and, of
 * what a seed determines, the seeds. Titles and origins are no part of it.
 */
export function workloadKey(
  run: Run,
  workload: string,
  { task, ofSeed }: Pick<SeriesSource, "task" | "ofSeed">,
): string {
  const info = run.workloads.find(({ id }) => id === workload);
  const model = modelOf(run, workload);
  const spec = model && layersOf(model);
  const given = model && !("spec" in model) ? { ...givenIdentity(model), outputOrder: info?.outputOrder } : undefined;
  const { tasks, seeds, crossValidationFolds } = run.experiment;
  const work = {
    network: spec ? { input: spec.input, classes: spec.classes, layers: spec.layers, recipe: spec.recipe } : undefined,
    given,
    dataset: info?.dataset.sha256,
    epochs: info?.epochs,
    schedule: info?.schedule,
    augmentation: info?.augmentation ?? undefined,
    settings: tasks[task],
    folds: crossValidationFolds,
    // A given model is the same whatever the seed.
    seeds: ofSeed && given === undefined ? seeds.toSorted((a, b) => a - b) : undefined,
  };
  return createHash("sha256").update(canonical(work)).digest("hex").slice(0, 16);
}

/** JSON in which the order of an object's fields says nothing, and a field that is undefined is one left out. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
