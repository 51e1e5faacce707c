import type { GivenModelInfo, TaskName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { clopperPearson } from "@evenkeel/stats";
import { isPossible } from "@evenkeel/tasks";
import type { Predictions } from "./predictions.ts";
import { modelOf, samplesOf, workloadIds, type RunData } from "./run-data.ts";

/** What a backend computed of a given model, held against the reference runtime on the same images. */
export interface GivenAgreement {
  readonly backend: string;
  /** Predicted by both. */
  readonly images: number;
  readonly sameClass: number;
  /** Upper end of the 95% Clopper–Pearson interval of the share of images that they disagree on. */
  readonly mostDisagreement: number;
  /** Largest difference of two outputs, and the largest output of the reference; null of labels. */
  readonly outputs: { readonly largestDifference: number; readonly largest: number } | null;
}

/** A model that was not made here: what of it was done, and what stands in place of the gate. */
export interface GivenModel {
  readonly workload: string;
  readonly info: GivenModelInfo;
  /** Asked for, and nothing that can be done with it. */
  readonly notDone: readonly TaskName[];
  /** Asked for, and nothing that takes such a model. */
  readonly withoutBackends: readonly string[];
  /** The runtime that the others are held against; null where none was asked for. */
  readonly reference: string | null;
  readonly agreements: readonly GivenAgreement[];
}

/** The given models of a run, a workload each. */
export function givenModelsOf(data: RunData): GivenModel[] {
  return workloadIds(data.run).flatMap((workload) => {
    const info = modelOf(data.run, workload);
    if (info === undefined || "spec" in info) return [];
    const reference = referenceOf(data.run, info);
    return [
      {
        workload,
        info,
        ...leftOutOf(data.run, workload),
        reference,
        agreements: reference === null ? [] : agreementsWith(data, workload, reference),
      },
    ];
  });
}

/** What a run was asked for and could not plan of a workload's model. */
export function leftOutOf(run: Run, workload: string): Pick<GivenModel, "notDone" | "withoutBackends"> {
  const asWritten = run.experiment.workloads.find(({ id }) => id === workload);
  if (asWritten?.source === undefined) return { notDone: [], withoutBackends: [] };
  const planned = new Set(run.plan.filter((cell) => cell.workload === workload).map(({ backend }) => backend));
  return {
    notDone: (Object.keys(run.experiment.tasks) as TaskName[]).filter((task) => !isPossible(task, asWritten)),
    withoutBackends: run.backends.map(({ id }) => id).filter((id) => !planned.has(id)),
  };
}

function referenceOf({ backends }: Run, { kind }: GivenModelInfo): string | null {
  return backends.find(({ referenceFor }) => referenceFor === kind)?.id ?? null;
}

function agreementsWith(data: RunData, workload: string, reference: string): GivenAgreement[] {
  const own = predictionsOf(data, workload, reference);
  return data.run.backends.flatMap(({ id: backend }) => {
    const other = backend === reference ? null : predictionsOf(data, workload, backend);
    return own === null || other === null ? [] : [agreementOf(backend, other, own)];
  });
}

function predictionsOf(data: RunData, workload: string, backend: string): Predictions | null {
  return samplesOf(data, data.samples.predictions, { workload, backend })[0]?.samples ?? null;
}

function agreementOf(backend: string, own: Predictions, reference: Predictions): GivenAgreement {
  const images = Math.min(own.predicted.length, reference.predicted.length);
  let sameClass = 0;
  for (let image = 0; image < images; image += 1) {
    if (own.predicted[image] === reference.predicted[image]) sameClass += 1;
  }
  const [, mostDisagreement] = clopperPearson(images - sameClass, images, 0.95);
  const outputs = own.outputs === "labels" ? null : differenceOf(own.rows, reference.rows, images);
  return { backend, images, sameClass, mostDisagreement, outputs };
}

function differenceOf(own: Predictions["rows"], reference: Predictions["rows"], images: number) {
  let [largestDifference, largest] = [0, 0];
  for (let image = 0; image < images; image += 1) {
    for (const [at, value] of (reference[image] ?? []).entries()) {
      largest = Math.max(largest, Math.abs(value));
      largestDifference = Math.max(largestDifference, Math.abs(value - (own[image]?.[at] ?? value)));
    }
  }
  return { largestDifference, largest };
}
