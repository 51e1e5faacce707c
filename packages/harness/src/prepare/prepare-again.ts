import { RunFolderError, type DatasetInfo, type Workload } from "@evenkeel/core";
import { isOwnData } from "@evenkeel/data";
import type { Run, WorkloadInfo } from "@evenkeel/run-folder";
import type { SharedRunOptions } from "../run-options.ts";
import { decodedBefore } from "./datasets.ts";
import { checkInitialWeights } from "./initial-weights.ts";
import { datasetsOf, decodedCache, type PreparedWorkload } from "./prepare.ts";
import { knownSources } from "./sources.ts";

/**
 * What the cells of a run that goes on start from: what its folder holds, and the same data. One's own data is taken
 * from the cache, by its content, else from where it lay on this machine. Throws `RunFolderError` when data or weights
 * differ.
 */
export async function prepareAgain(folder: string, run: Run, options: SharedRunOptions): Promise<PreparedWorkload[]> {
  const sources = await knownSources(options.root, run.runId);
  const prepared: PreparedWorkload[] = [];
  const opened: Workload[] = [];
  for (const workload of run.experiment.workloads) {
    const info = infoOf(folder, run, workload);
    await checkInitialWeights(folder, info);
    const cached = isOwnData(workload.dataset) ? await decodedBefore(info.dataset, decodedCache(options.root)) : null;
    if (cached !== null) prepared.push({ info, ...specOf(folder, run, info), datasetFolder: cached });
    else opened.push({ ...workload, dataset: sources[workload.id] ?? placeOf(folder, workload) });
  }
  const specs = run.models.map(({ spec }) => spec);
  const experiment = { ...run.experiment, workloads: opened };
  for await (const { workload, spec, classesAsWritten, dataset } of datasetsOf(experiment, specs, options)) {
    const info = infoOf(folder, run, workload);
    refuseOtherData(folder, info.dataset, dataset.info);
    prepared.push({ info, spec, classesAsWritten, datasetFolder: dataset.folder });
  }
  return prepared;
}

function infoOf(folder: string, run: Run, { id }: Pick<Workload, "id">): WorkloadInfo {
  const info = run.workloads.find((candidate) => candidate.id === id);
  if (info !== undefined) return info;
  throw new RunFolderError(`run.json lacks the workload ${id}`, { where: folder, remedy: "begin a new run" });
}

function specOf(folder: string, { models }: Run, { model, dataset }: WorkloadInfo) {
  const found = models.find(({ spec }) => spec.name === model && spec.classes === dataset.classNames.length);
  if (found !== undefined) return { spec: found.spec, classesAsWritten: found.classesAsWritten ?? found.spec.classes };
  throw new RunFolderError(`run.json lacks the model ${model}`, { where: folder, remedy: "begin a new run" });
}

/** A run folder says what one's own data is called, not where it lies. */
function placeOf(folder: string, { dataset }: Workload): string {
  if (!isOwnData(dataset)) return dataset;
  throw new RunFolderError(`where the images of ${dataset} lie is not known in this checkout`, {
    where: folder,
    remedy: "go on in the checkout where the run began, or begin a new run",
  });
}

function refuseOtherData(folder: string, recorded: DatasetInfo, now: DatasetInfo): void {
  if (recorded.sha256 === now.sha256) return;
  throw new RunFolderError(`dataset ${recorded.name} is no longer what the run began with`, {
    where: folder,
    expected: `sha256 ${recorded.sha256}`,
    got: now.sha256,
    remedy: "bring the data back, or begin a new run",
  });
}
