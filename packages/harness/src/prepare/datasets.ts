import { join } from "node:path";
import type { Dataset, DatasetInfo, ModelSpec } from "@evenkeel/core";
import {
  adaptDataset,
  datasets,
  datasetSha256,
  openDataset,
  readDecodedDataset,
  writeDecodedDataset,
} from "@evenkeel/data";

/** A dataset as its source gives it. */
export interface OpenedDataset {
  readonly dataset: Dataset;
  readonly licence: string;
}

/** Opens a dataset by its name. Throws `DataError` or `UsageError`. */
export type DatasetSource = (name: string) => Promise<OpenedDataset>;

/** The datasets of the project's catalog, and image folders. */
export function catalogSource(root: string): DatasetSource {
  return async (name) => {
    const dataset = await openDataset(name, { root });
    return { dataset, licence: datasets.get(name)?.licence ?? "not stated" };
  };
}

/** A dataset fitted to a model, decoded into a folder that the cells' processes load. */
export interface PreparedDataset {
  readonly info: DatasetInfo;
  readonly folder: string;
  /** Of the training images. */
  readonly trainLabels: Int32Array;
}

/** Opens a dataset, fits it to the model and decodes it into the cache, once for each content. */
export async function prepareDataset(
  opened: OpenedDataset,
  spec: ModelSpec,
  cacheFolder: string,
): Promise<PreparedDataset> {
  const dataset = adaptDataset(opened.dataset, { ...spec.input, classes: spec.classes });
  const sha256 = datasetSha256(dataset);
  const { name, classNames, height, width, channels, train, test, adaptation } = dataset;
  const folder = join(cacheFolder, `${height}x${width}x${channels}-${sha256.slice(0, 16)}`);
  await decodeOnce(dataset, folder);
  const counts = { trainCount: train.count, testCount: test.count };
  const info = { name, classNames: [...classNames], height, width, channels, ...counts, sha256, adaptation };
  return { folder, trainLabels: train.labels, info: { ...info, licence: opened.licence } };
}

/** What lies there already is used when it is whole and the same. */
async function decodeOnce(dataset: Dataset, folder: string): Promise<void> {
  const there = await readDecodedDataset(folder).catch(() => null);
  if (there === null || !isSame(there, dataset)) await writeDecodedDataset(dataset, folder);
}

function isSame(one: Dataset, other: Dataset): boolean {
  return one.classNames.join("\n") === other.classNames.join("\n") && datasetSha256(one) === datasetSha256(other);
}
