import { join } from "node:path";
import { UsageError, type ModelInfo, type ModelSpec, type OnnxModelInfo, type Workload } from "@evenkeel/core";
import { takesSizeOfNetwork } from "@evenkeel/data";
import { flopsPerSample, parameterCount } from "@evenkeel/models";
import type { WorkloadInfo } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import { refuseInterrupted, unlessInterrupted } from "../interrupted.ts";
import type { SharedRunOptions, StartRunOptions } from "../run-options.ts";
import { saveBatchOrders } from "./batch-order.ts";
import { catalogSource, prepareDataset, type KeptDataset, type OpenedDataset } from "./datasets.ts";
import { prepareGivenDataset } from "./given-dataset.ts";
import { nameOfModel, type FittedClasses, type KnownModel } from "./given-model.ts";
import { trainCounts } from "./train-counts.ts";
import { saveInitialWeights } from "./initial-weights.ts";

/** A workload's model as its cells start from it, by where it comes from. */
export type PreparedModel =
  | {
      readonly kind: "spec";
      readonly spec: ModelSpec;
      /** Of the network before its last layer followed the dataset. */
      readonly classesAsWritten: number;
    }
  | { readonly kind: "onnx"; readonly info: OnnxModelInfo; readonly file: string };

/** A workload of the run with all that its cells start from. */
export interface PreparedWorkload {
  readonly info: WorkloadInfo;
  readonly model: PreparedModel;
  readonly datasetFolder: string;
}

/** Makes initial weights, batch orders and decoded datasets for a new run, into its staged folder and the cache. */
export async function prepareWorkloads(folder: string, options: StartRunOptions): Promise<PreparedWorkload[]> {
  const { experiment, models } = options;
  const prepared: PreparedWorkload[] = [];
  for await (const fitted of datasetsOf(experiment, models, options)) {
    const { workload, model, dataset } = fitted;
    const started =
      model.kind === "spec"
        ? await startTraining(folder, { ...fitted, model }, options)
        : startGiven(dataset, experiment);
    const { id, schedule, augmentation = null } = workload;
    const own = { ...(schedule !== undefined && { schedule }), augmentation };
    const info = { id, model: workload.model, dataset: dataset.info, ...own, ...started, ...fitted.classes };
    const complete = { info, model, datasetFolder: dataset.folder };
    prepared.push(complete);
    options.onProgress?.({ kind: "prepared", workload: info, model: modelInfo(complete) });
  }
  return prepared;
}

/** What a training starts from: the weights of each seed, and the order of its first epochs. */
async function startTraining(
  folder: string,
  { workload, model: { spec }, dataset }: FittedWorkload & { readonly model: { readonly spec: ModelSpec } },
  { experiment, signal }: StartRunOptions,
): Promise<Pick<WorkloadInfo, "epochs" | "initialWeights">> {
  const epochs = workload.epochs === "recipe" ? spec.recipe.epochs : workload.epochs;
  const initialWeights: Record<string, string> = {};
  for (const seed of experiment.seeds) {
    refuseInterrupted(signal);
    initialWeights[seed] = await saveInitialWeights(folder, { workload: workload.id, spec, seed });
    for (const trainCount of trainCounts(dataset, experiment)) {
      await saveBatchOrders(folder, { trainCount, epochs, seed }, signal);
    }
  }
  return { epochs, initialWeights };
}

/** A given model is evaluated alone; in cross-validation on the same folds as others are. */
function startGiven(dataset: KeptDataset, experiment: Experiment): Pick<WorkloadInfo, "initialWeights"> {
  if (experiment.crossValidationFolds !== undefined) trainCounts(dataset, experiment);
  return { initialWeights: {} };
}

/** The models of some workloads, each network once for each number of classes. */
export function modelsOf(prepared: readonly PreparedWorkload[]): ModelInfo[] {
  const infos = prepared.map(modelInfo);
  const each = new Map(infos.map((info) => [keyOf(info), info]));
  return [...each.values()];
}

function keyOf(info: ModelInfo): string {
  return "spec" in info ? `${info.spec.name} ${info.spec.classes}` : info.network.name;
}

function modelInfo({ model }: Pick<PreparedWorkload, "model">): ModelInfo {
  if (model.kind !== "spec") return model.info;
  const { spec, classesAsWritten } = model;
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

/** A workload, its model and its images, fitted to each other. */
export interface FittedWorkload {
  readonly workload: Workload;
  readonly model: PreparedModel;
  readonly dataset: KeptDataset;
  /** Of a model that has an order of classes of its own. */
  readonly classes?: FittedClasses;
}

/** One workload after another, each dataset opened once, or once for each size where it takes the network's. */
export async function* datasetsOf(
  experiment: Experiment,
  models: readonly KnownModel[],
  options: SharedRunOptions,
): AsyncGenerator<FittedWorkload> {
  const { root, datasets: open = catalogSource(root), onProgress, signal } = options;
  const opened = new Map<string, OpenedDataset>();
  const of = experiment.workloads.length;
  for (const [index, workload] of experiment.workloads.entries()) {
    const { id, model: modelName, dataset: name } = workload;
    const known = models.find((candidate) => nameOfModel(candidate) === modelName);
    if (known === undefined) throw new UsageError("the experiment's model is not there", { where: modelName });
    const working = { kind: "working", index: index + 1, of, id, phase: "preparing", etaSeconds: null } as const;
    const tell = (fraction: number) => onProgress?.({ ...working, fraction });
    tell(0);
    const { input } = "info" in known ? known.info.network : known;
    const key = takesSizeOfNetwork(name) ? `${name} ${input.height}x${input.width}` : name;
    const source = opened.get(key) ?? (await unlessInterrupted(open(name, input, tell), signal));
    opened.set(key, source);
    refuseInterrupted(signal);
    const fitted = await fitWorkload(known, source, workload, root);
    refuseInterrupted(signal);
    yield fitted;
  }
}

async function fitWorkload(
  known: KnownModel,
  source: OpenedDataset,
  workload: Workload,
  root: string,
): Promise<FittedWorkload> {
  const fitting = { cacheFolder: decodedCache(root), keepClasses: workload.keepClasses };
  if ("info" in known) {
    const { fitted: classes, ...dataset } = await prepareGivenDataset(source, known.info, fitting);
    return { workload, model: { kind: known.info.kind, ...known }, dataset, classes };
  }
  const { spec, ...dataset } = await prepareDataset(source, known, fitting);
  return { workload, model: { kind: "spec", spec, classesAsWritten: known.classes }, dataset };
}
