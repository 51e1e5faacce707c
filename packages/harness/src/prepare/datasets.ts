import { createHash } from "node:crypto";
import { access, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { DataError, type Dataset, type DatasetInfo, type LabelledImages, type ModelSpec } from "@evenkeel/core";
import { adaptDataset, datasets, openDataset, writeDecodedDataset } from "@evenkeel/data";

/** A dataset as its source gives it. */
export interface OpenedDataset {
  readonly dataset: Dataset;
  readonly licence: string;
}

/** Opens a dataset by its name. Throws `DataError` or `UsageError`. */
export type DatasetSource = (name: string) => Promise<OpenedDataset>;

/** The datasets of the project's catalog. */
export function catalogSource(root: string): DatasetSource {
  return async (name) => ({
    dataset: await openDataset(name, { root }),
    licence: datasets.get(name)?.licence ?? "unknown",
  });
}

/** A dataset fitted to a model, decoded into a folder that the cells' processes load. */
export interface PreparedDataset {
  readonly info: DatasetInfo;
  readonly folder: string;
}

/** Opens a dataset, fits it to the model and decodes it into the cache, once for each content. */
export async function prepareDataset(
  opened: OpenedDataset,
  spec: ModelSpec,
  cacheFolder: string,
): Promise<PreparedDataset> {
  const dataset = adaptDataset(opened.dataset, { ...spec.input, classes: spec.classes });
  const sha256 = contentHash(dataset);
  const { name, classNames, height, width, channels, train, test, adaptation } = dataset;
  const folder = join(cacheFolder, `${height}x${width}x${channels}-${sha256.slice(0, 16)}`);
  await decodeOnce(dataset, folder);
  const counts = { trainCount: train.count, testCount: test.count };
  const info = { name, classNames: [...classNames], height, width, channels, ...counts, sha256, adaptation };
  return { folder, info: { ...info, licence: opened.licence } };
}

/** sha256 over pixels and labels (32-bit little-endian) of the training, then the test images. */
function contentHash({ train, test }: Dataset): string {
  const hash = createHash("sha256");
  const add = ({ pixels, labels }: LabelledImages) => hash.update(pixels).update(littleEndian(labels));
  add(train);
  add(test);
  return hash.digest("hex");
}

function littleEndian(values: Int32Array): Uint8Array {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeInt32LE(value, index * 4);
  return bytes;
}

/** Written beside its place and renamed, so that a kill never leaves half a dataset under the final name. */
async function decodeOnce(dataset: Dataset, folder: string): Promise<void> {
  if (await exists(folder)) return;
  const staged = `${folder}.staged-${process.pid}`;
  try {
    await mkdir(staged, { recursive: true });
    await writeDecodedDataset(dataset, staged);
    await rename(staged, folder);
  } catch (cause) {
    await rm(staged, { recursive: true, force: true });
    if (await exists(folder)) return;
    throw new DataError("the decoded dataset cannot be written", {
      where: folder,
      got: (cause as Error).message,
      remedy: "free disk space or allow writing there",
      cause,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
