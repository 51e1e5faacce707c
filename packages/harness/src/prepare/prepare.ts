import { join } from "node:path";
import {
  RunFolderError,
  UsageError,
  type Augmentation,
  type DatasetInfo,
  type Experiment,
  type ModelInfo,
  type ModelSpec,
  type Run,
} from "@evenkeel/core";
import type { SharedRunOptions, StartRunOptions } from "../run-options.ts";
import { saveBatchOrders } from "./batch-order.ts";
import { catalogSource, prepareDataset, type OpenedDataset, type PreparedDataset } from "./datasets.ts";
import { trainCounts } from "./train-counts.ts";
import { checkInitialWeights, saveInitialWeights } from "./initial-weights.ts";

/** A model of the run with all that its cells start from. */
export interface PreparedModel {
  readonly info: ModelInfo;
  readonly dataset: DatasetInfo;
  readonly datasetFolder: string;
  readonly epochs: number;
  /** Null leaves the training images as they are. */
  readonly augmentation: Augmentation | null;
}

/** Makes initial weights, batch orders and decoded datasets for a new run, into its staged folder and the cache. */
export async function prepareModels(folder: string, options: StartRunOptions): Promise<PreparedModel[]> {
  const { experiment, models } = options;
  const datasets = datasetsOf(experiment, models, options);
  const prepared: PreparedModel[] = [];
  for await (const { spec, epochs, augmentation, dataset } of datasets) {
    const info = await saveInitialWeights(folder, spec, experiment.seed);
    for (const count of trainCounts(dataset, experiment)) {
      await saveBatchOrders(folder, count, epochs, experiment.seed);
    }
    prepared.push({ info, dataset: dataset.info, datasetFolder: dataset.folder, epochs, augmentation });
  }
  return prepared;
}

/** The same for a run that goes on, from what its folder holds. Throws `RunFolderError` when data or weights differ. */
export async function prepareAgain(folder: string, run: Run, options: SharedRunOptions): Promise<PreparedModel[]> {
  const specs = run.models.map(({ spec }) => spec);
  const prepared: PreparedModel[] = [];
  for await (const { spec, epochs, augmentation, dataset } of datasetsOf(run.experiment, specs, options)) {
    const info = run.models.find((model) => model.spec.name === spec.name);
    const recorded = run.datasets[spec.name];
    if (info === undefined || recorded === undefined) throw incomplete(folder, spec);
    refuseOtherData(folder, recorded, dataset.info);
    await checkInitialWeights(folder, info);
    prepared.push({ info, dataset: recorded, datasetFolder: dataset.folder, epochs, augmentation });
  }
  return prepared;
}

/** One workload after another, each dataset opened once. */
async function* datasetsOf(experiment: Experiment, models: readonly ModelSpec[], options: SharedRunOptions) {
  const { root, datasets: open = catalogSource(root), onProgress } = options;
  const opened = new Map<string, OpenedDataset>();
  for (const [index, { model, dataset: name, epochs, augmentation = null }] of experiment.workloads.entries()) {
    const spec = models.find((candidate) => candidate.name === model);
    if (spec === undefined) throw new UsageError("the experiment's model is not there", { where: model });
    const of = experiment.workloads.length;
    onProgress?.({
      kind: "working",
      index: index + 1,
      of,
      id: model,
      phase: "preparing",
      fraction: 0,
      etaSeconds: null,
    });
    const source = opened.get(name) ?? (await open(name));
    opened.set(name, source);
    const dataset: PreparedDataset = await prepareDataset(source, spec, join(root, ".cache", "decoded"));
    yield { spec, epochs: epochs === "recipe" ? spec.recipe.epochs : epochs, augmentation, dataset };
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

function incomplete(folder: string, spec: ModelSpec): RunFolderError {
  return new RunFolderError(`run.json lacks the data of ${spec.name}`, { where: folder, remedy: "begin a new run" });
}
