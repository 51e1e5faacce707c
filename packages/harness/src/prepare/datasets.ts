import { join } from "node:path";
import { UsageError, type Dataset, type DatasetInfo, type ModelSpec, type Network } from "@evenkeel/core";
import {
  adaptDataset,
  datasets,
  datasetSha256,
  holdDecodedDataset,
  openDataset,
  readDecodedDataset,
  trimDecodedCache,
  writeDecodedDataset,
} from "@evenkeel/data";
import { withClasses, zoo } from "@evenkeel/models";

/** A dataset as its source gives it. */
export interface OpenedDataset {
  readonly dataset: Dataset;
  readonly licence: string;
}

/**
 * Opens a dataset by its name; images that have no size of their own come in that of the network's input. Throws
 * `DataError` or `UsageError`.
 */
export type DatasetSource = (
  name: string,
  input: Network["input"],
  /** Of the images that have to be decoded, 0–1. */
  onProgress?: (fraction: number) => void,
) => Promise<OpenedDataset>;

/** The datasets of the project's catalog, and image folders. */
export function catalogSource(root: string): DatasetSource {
  return async (name, { height, width }, onProgress = () => {}) => {
    const dataset = await openDataset(name, {
      root,
      size: { height, width },
      onProgress: (done, total) => onProgress(done / total),
    });
    return { dataset, licence: datasets.get(name)?.licence ?? "not stated" };
  };
}

/** Images in a folder that the cells' processes load. */
export interface KeptDataset {
  readonly info: DatasetInfo;
  readonly folder: string;
  /** Of the training images. */
  readonly trainLabels: Int32Array;
}

/** A dataset and a network fitted to each other. */
export interface PreparedDataset extends KeptDataset {
  /** With the dataset's number of classes. */
  readonly spec: ModelSpec;
}

export interface Fitting {
  readonly cacheFolder: string;
  /** How many of the dataset's classes are used, the first ones; all where it is left out. */
  readonly keepClasses?: number | undefined;
}

/**
 * Fits images to a network's input and the network's last layer to the number of classes, and decodes the images into
 * the cache, once for each content. Throws `UsageError` for a network whose number of classes cannot follow.
 */
export async function prepareDataset(
  opened: OpenedDataset,
  written: ModelSpec,
  { cacheFolder, keepClasses }: Fitting,
): Promise<PreparedDataset> {
  const classes = keepClasses ?? opened.dataset.classNames.length;
  const spec = withClasses(written, classes) ?? refuseClasses(written, opened.dataset.name, classes);
  const dataset = adaptDataset(opened.dataset, { ...spec.input, classes });
  return { spec, ...(await keepDecoded(dataset, { licence: opened.licence, cacheFolder })) };
}

/** Decodes fitted images into the cache, once for each content. */
export async function keepDecoded(
  dataset: Dataset,
  { licence, cacheFolder }: { readonly licence: string; readonly cacheFolder: string },
): Promise<KeptDataset> {
  const sha256 = datasetSha256(dataset);
  const { name, classNames, height, width, channels, train, test, adaptation, contentVerified, remarks } = dataset;
  const folder = decodedFolder(cacheFolder, { height, width, channels, sha256 });
  await decodeOnce(dataset, folder);
  // A cache that cannot be trimmed is no reason to measure nothing.
  await trimDecodedCache(cacheFolder).catch(() => undefined);
  const counts = { trainCount: train.count, testCount: test.count };
  const facts = { name, classNames: [...classNames], height, width, channels, ...counts, sha256, adaptation };
  const known = {
    ...(contentVerified !== undefined && { contentVerified }),
    ...(remarks !== undefined && { remarks: [...remarks] }),
  };
  const info = { ...facts, ...known, licence };
  return { folder, trainLabels: train.labels, info };
}

/** The place of a fitted dataset in the cache, by its content. */
function decodedFolder(
  cacheFolder: string,
  { height, width, channels, sha256 }: Pick<DatasetInfo, "height" | "width" | "channels" | "sha256">,
): string {
  return join(cacheFolder, `${height}x${width}x${channels}-${sha256.slice(0, 16)}`);
}

/** Where a dataset that a run recorded lies in the cache, whole and the same; null where it does not. */
export async function decodedBefore(info: DatasetInfo, cacheFolder: string): Promise<string | null> {
  const folder = decodedFolder(cacheFolder, info);
  await holdDecodedDataset(folder);
  const there = await readDecodedDataset(folder).catch(() => null);
  if (there === null || datasetSha256(there) !== info.sha256) return null;
  return there.classNames.join("\n") === info.classNames.join("\n") ? folder : null;
}

function refuseClasses({ name, classes: own }: ModelSpec, dataset: string, classes: number): never {
  const others = [...zoo.values()].filter((spec) => withClasses(spec, classes) !== null);
  throw new UsageError(`network ${name} cannot be given another number of classes`, {
    where: `dataset ${dataset}`,
    expected: `${own} classes`,
    got: `${classes}`,
    remedy: `choose a network that can: ${others.map((spec) => spec.name).join(", ")}`,
  });
}

/** What lies there already is used when it is whole and the same. It stays in the cache while this process runs. */
async function decodeOnce(dataset: Dataset, folder: string): Promise<void> {
  await holdDecodedDataset(folder);
  const there = await readDecodedDataset(folder).catch(() => null);
  if (there === null || !isSame(there, dataset)) await writeDecodedDataset(dataset, folder);
}

function isSame(one: Dataset, other: Dataset): boolean {
  return one.classNames.join("\n") === other.classNames.join("\n") && datasetSha256(one) === datasetSha256(other);
}
