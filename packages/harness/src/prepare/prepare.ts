import { join } from "node:path";
import { RunFolderError, UsageError, type DatasetInfo, type ModelInfo, type ModelSpec } from "@evenkeel/core";
import { takesSizeOfNetwork } from "@evenkeel/data";
import { flopsPerSample, parameterCount } from "@evenkeel/models";
import type { Run, WorkloadInfo } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import type { SharedRunOptions, StartRunOptions } from "../run-options.ts";
import { saveBatchOrders } from "./batch-order.ts";
import { catalogSource, prepareDataset, type OpenedDataset, type PreparedDataset } from "./datasets.ts";
import { trainCounts } from "./train-counts.ts";
import { checkInitialWeights, saveInitialWeights } from "./initial-weights.ts";

/** A workload of the run with all that its cells start from. */
export interface PreparedWorkload {
  readonly info: WorkloadInfo;
  readonly spec: ModelSpec;
  /** Of the network before its last layer followed the dataset. */
  readonly classesAsWritten: number;
  readonly datasetFolder: string;
}

/** Makes initial weights, batch orders and decoded datasets for a new run, into its staged folder and the cache. */
export async function prepareWorkloads(folder: string, options: StartRunOptions): Promise<PreparedWorkload[]> {
  const { experiment, models } = options;
  const prepared: PreparedWorkload[] = [];
  for await (const { workload, spec, classesAsWritten, epochs, dataset } of datasetsOf(experiment, models, options)) {
    const { id, model, augmentation = null } = workload;
    const initialWeights: Record<string, string> = {};
    for (const seed of experiment.seeds) {
      initialWeights[seed] = await saveInitialWeights(folder, { workload: id, spec, seed });
      for (const trainCount of trainCounts(dataset, experiment)) {
        await saveBatchOrders(folder, { trainCount, epochs, seed });
      }
    }
    const info = { id, model, dataset: dataset.info, epochs, augmentation, initialWeights };
    const complete = { info, spec, classesAsWritten, datasetFolder: dataset.folder };
    prepared.push(complete);
    options.onProgress?.({ kind: "prepared", workload: info, model: modelInfo(complete) });
  }
  return prepared;
}

/** The same for a run that goes on, from what its folder holds. Throws `RunFolderError` when data or weights differ. */
export async function prepareAgain(folder: string, run: Run, options: SharedRunOptions): Promise<PreparedWorkload[]> {
  const specs = run.models.map(({ spec }) => spec);
  const prepared: PreparedWorkload[] = [];
  for await (const { workload, spec, classesAsWritten, dataset } of datasetsOf(run.experiment, specs, options)) {
    const info = run.workloads.find(({ id }) => id === workload.id);
    if (info === undefined) throw incomplete(folder, workload.id);
    refuseOtherData(folder, info.dataset, dataset.info);
    await checkInitialWeights(folder, info);
    prepared.push({ info, spec, classesAsWritten, datasetFolder: dataset.folder });
  }
  return prepared;
}

/** The networks of some workloads, each once for each number of classes. */
export function modelsOf(prepared: readonly PreparedWorkload[]): ModelInfo[] {
  const each = new Map(prepared.map((workload) => [`${workload.spec.name} ${workload.spec.classes}`, workload]));
  return [...each.values()].map(modelInfo);
}

function modelInfo({ spec, classesAsWritten }: Pick<PreparedWorkload, "spec" | "classesAsWritten">): ModelInfo {
  return {
    spec,
    ...(classesAsWritten !== spec.classes && { classesAsWritten }),
    parameters: parameterCount(spec),
    flopsPerSample: flopsPerSample(spec),
  };
}

/** One workload after another, each dataset opened once, or once for each size where it takes the network's. */
async function* datasetsOf(experiment: Experiment, models: readonly ModelSpec[], options: SharedRunOptions) {
  const { root, datasets: open = catalogSource(root), onProgress } = options;
  const opened = new Map<string, OpenedDataset>();
  const of = experiment.workloads.length;
  for (const [index, workload] of experiment.workloads.entries()) {
    const { id, model, dataset: name, epochs, keepClasses } = workload;
    const written = models.find((candidate) => candidate.name === model);
    if (written === undefined) throw new UsageError("the experiment's model is not there", { where: model });
    onProgress?.({ kind: "working", index: index + 1, of, id, phase: "preparing", fraction: 0, etaSeconds: null });
    const { height, width } = written.input;
    const key = takesSizeOfNetwork(name) ? `${name} ${height}x${width}` : name;
    const source = opened.get(key) ?? (await open(name, written.input));
    opened.set(key, source);
    const cacheFolder = join(root, ".cache", "decoded");
    const dataset: PreparedDataset = await prepareDataset(source, written, { cacheFolder, keepClasses });
    const passes = epochs === "recipe" ? written.recipe.epochs : epochs;
    yield { workload, spec: dataset.spec, classesAsWritten: written.classes, epochs: passes, dataset };
  }
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

function incomplete(folder: string, workload: string): RunFolderError {
  return new RunFolderError(`run.json lacks the workload ${workload}`, { where: folder, remedy: "begin a new run" });
}
