import { createHash } from "node:crypto";
import { modelOf, type Run } from "@evenkeel/analysis";
import type { SeriesSource } from "../series-sources.ts";

/**
 * Identity of what a workload does for a measurement, as 16 hexadecimal digits: the network and its recipe, the images,
 * epochs, schedule and augmentation, the task's settings, and, of what a seed determines, the seeds. Titles and origins
 * are no part of it.
 */
export function workloadKey(
  run: Run,
  workload: string,
  { task, ofSeed }: Pick<SeriesSource, "task" | "ofSeed">,
): string {
  const info = run.workloads.find(({ id }) => id === workload);
  const spec = modelOf(run, workload)?.spec;
  const { tasks, seeds, crossValidationFolds } = run.experiment;
  const work = {
    network: spec && { input: spec.input, classes: spec.classes, layers: spec.layers, recipe: spec.recipe },
    dataset: info?.dataset.sha256,
    epochs: info?.epochs,
    schedule: info?.schedule,
    augmentation: info?.augmentation ?? undefined,
    settings: tasks[task],
    folds: crossValidationFolds,
    seeds: ofSeed ? seeds.toSorted((a, b) => a - b) : undefined,
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
