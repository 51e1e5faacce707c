import { join } from "node:path";
import { UsageError, type ModelInfo, type ModelSpec } from "@evenkeel/core";
import { takesSizeOfNetwork } from "@evenkeel/data";
import { flopsPerSample, parameterCount } from "@evenkeel/models";
import type { WorkloadInfo } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import { refuseInterrupted, unlessInterrupted } from "../interrupted.ts";
import type { SharedRunOptions, StartRunOptions } from "../run-options.ts";
import { saveBatchOrders } from "./batch-order.ts";
import { catalogSource, prepareDataset, type OpenedDataset, type PreparedDataset } from "./datasets.ts";
import { trainCounts } from "./train-counts.ts";
import { saveInitialWeights } from "./initial-weights.ts";

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
    const { id, model, schedule, augmentation = null } = workload;
    const initialWeights: Record<string, string> = {};
    for (const seed of experiment.seeds) {
      refuseInterrupted(options.signal);
      initialWeights[seed] = await saveInitialWeights(folder, { workload: id, spec, seed });
      for (const trainCount of trainCounts(dataset, experiment)) {
        await saveBatchOrders(folder, { trainCount, epochs, seed }, options.signal);
      }
    }
    const own = { epochs, ...(schedule !== undefined && { schedule }), augmentation };
    const info = { id, model, dataset: dataset.info, ...own, initialWeights };
    const complete = { info, spec, classesAsWritten, datasetFolder: dataset.folder };
    prepared.push(complete);
    options.onProgress?.({ kind: "prepared", workload: info, model: modelInfo(complete) });
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

/** Where the project keeps fitted datasets. */
export function decodedCache(root: string): string {
  return join(root, ".cache", "decoded");
}

/** One workload after another, each dataset opened once, or once for each size where it takes the network's. */
export async function* datasetsOf(experiment: Experiment, models: readonly ModelSpec[], options: SharedRunOptions) {
  const { root, datasets: open = catalogSource(root), onProgress, signal } = options;
  const opened = new Map<string, OpenedDataset>();
  const of = experiment.workloads.length;
  for (const [index, workload] of experiment.workloads.entries()) {
    const { id, model, dataset: name, epochs, keepClasses } = workload;
    const written = models.find((candidate) => candidate.name === model);
    if (written === undefined) throw new UsageError("the experiment's model is not there", { where: model });
    const working = { kind: "working", index: index + 1, of, id, phase: "preparing", etaSeconds: null } as const;
    const tell = (fraction: number) => onProgress?.({ ...working, fraction });
    tell(0);
    const { height, width } = written.input;
    const key = takesSizeOfNetwork(name) ? `${name} ${height}x${width}` : name;
    const source = opened.get(key) ?? (await unlessInterrupted(open(name, written.input, tell), signal));
    opened.set(key, source);
    refuseInterrupted(signal);
    const cacheFolder = decodedCache(root);
    const dataset: PreparedDataset = await prepareDataset(source, written, { cacheFolder, keepClasses });
    refuseInterrupted(signal);
    const passes = epochs === "recipe" ? written.recipe.epochs : epochs;
    yield { workload, spec: dataset.spec, classesAsWritten: written.classes, epochs: passes, dataset };
  }
}
