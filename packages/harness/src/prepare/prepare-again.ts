import { networkOf, RunFolderError, type DatasetInfo, type ModelInfo, type Workload } from "@evenkeel/core";
import { isOwnData } from "@evenkeel/data";
import type { Run, WorkloadInfo } from "@evenkeel/run-folder";
import type { SharedRunOptions } from "../run-options.ts";
import { checkGiven } from "../store/model-source.ts";
import { decodedBefore } from "./datasets.ts";
import type { KnownModel } from "./given-model.ts";
import { checkInitialWeights } from "./initial-weights.ts";
import { datasetsOf, decodedCache, type PreparedModel, type PreparedWorkload } from "./prepare.ts";
import { knownSources, type Sources } from "./sources.ts";

/**
 * What the cells of a run that goes on start from: what its folder holds, and the same data and models. One's own data
 * is taken from the cache, by its content, else from where it lay on this machine; a given model from where it lay.
 * Throws `RunFolderError` when data or weights differ, `DataError` when a given model does.
 */
export async function prepareAgain(folder: string, run: Run, options: SharedRunOptions): Promise<PreparedWorkload[]> {
  const sources = await knownSources(options.root, run.runId);
  const prepared: PreparedWorkload[] = [];
  const opened: Workload[] = [];
  const known: KnownModel[] = [];
  for (const workload of run.experiment.workloads) {
    const info = infoOf(folder, run, workload);
    await checkInitialWeights(folder, info);
    const model = await modelAgain(folder, run, { info, sources });
    const cached = isOwnData(workload.dataset) ? await decodedBefore(info.dataset, decodedCache(options.root)) : null;
    if (cached !== null) {
      prepared.push({ info, model, datasetFolder: cached });
      continue;
    }
    opened.push({ ...workload, dataset: sources[workload.id]?.dataset ?? placeOf(folder, workload) });
    known.push(model.kind === "spec" ? model.spec : model);
  }
  for await (const { workload, model, dataset } of datasetsOf(
    { ...run.experiment, workloads: opened },
    known,
    options,
  )) {
    const info = infoOf(folder, run, workload);
    refuseOtherData(folder, info.dataset, dataset.info);
    prepared.push({ info, model, datasetFolder: dataset.folder });
  }
  return prepared;
}

function infoOf(folder: string, run: Run, { id }: Pick<Workload, "id">): WorkloadInfo {
  const info = run.workloads.find((candidate) => candidate.id === id);
  if (info !== undefined) return info;
  throw new RunFolderError(`run.json lacks the workload ${id}`, { where: folder, remedy: "begin a new run" });
}

async function modelAgain(
  folder: string,
  { models }: Run,
  { info, sources }: { readonly info: WorkloadInfo; readonly sources: Sources },
): Promise<PreparedModel> {
  const named = models.filter((model) => networkOf(model).name === info.model);
  const found = named.find((model) => isOf(model, info));
  if (found === undefined) {
    throw new RunFolderError(`run.json lacks the model ${info.model}`, { where: folder, remedy: "begin a new run" });
  }
  if ("spec" in found) {
    return { kind: "spec", spec: found.spec, classesAsWritten: found.classesAsWritten ?? found.spec.classes };
  }
  const place = sources[info.id]?.model ?? unknownPlace(folder, `the file of ${info.model} lies`);
  await checkGiven({ file: place.file, sha256: found.file.sha256 });
  // A run folder keeps no text that looks like a path as it is, and names in a graph may.
  return { kind: "onnx", info: { ...found, interface: place.interface }, file: place.file };
}

/** Networks of one name stand in a run with several numbers of classes. */
function isOf(model: ModelInfo, { dataset }: WorkloadInfo): boolean {
  return !("spec" in model) || model.spec.classes === dataset.classNames.length;
}

/** A run folder says what one's own data is called, not where it lies. */
function placeOf(folder: string, { dataset }: Workload): string {
  return isOwnData(dataset) ? unknownPlace(folder, `the images of ${dataset} lie`) : dataset;
}

function unknownPlace(folder: string, what: string): never {
  throw new RunFolderError(`where ${what} is not known in this checkout`, {
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
