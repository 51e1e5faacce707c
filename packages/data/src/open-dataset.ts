import { DataError, type Dataset, type LabelledImages } from "@evenkeel/core";
import { decodeCifar10 } from "./cifar10.ts";
import { idxImages, type NamedBytes } from "./idx-dataset.ts";
import { isFolderName, type ImageSize } from "./image-folder/folder-name.ts";
import { openImageFolder, type DecodeProgress } from "./image-folder/open-image-folder.ts";
import { locate, type LocatedFile } from "./locate.ts";
import { findDataset, howToGet, projectRoot, type DatasetEntry, type DatasetFile } from "./manifest.ts";
import { readDecodedFile } from "./read-decoded-file.ts";

export interface OpenOptions {
  /** The checkout whose `datasets/` and `.cache/datasets/` are looked in; by default this one. */
  readonly root?: string;
  /** Of images that have no size of their own: what a network takes. */
  readonly size?: ImageSize;
  /** Called while an image folder is decoded. */
  readonly onProgress?: DecodeProgress;
}

/**
 * Opens a dataset of the manifest, or `folder:<path>[@<height>x<width>]`, whose images come in the size that the name
 * states, else in `size`. Every file is held against the size and,
 * where one is known, the sha256 of the manifest before its content is used.
 *
 * @throws {UsageError} unknown name.
 * @throws {DataError} not here (with the way to get it), corrupt, truncated or with another checksum.
 */
export async function openDataset(
  name: string,
  { root = projectRoot, size, onProgress }: OpenOptions = {},
): Promise<Dataset> {
  if (isFolderName(name)) return openImageFolder(name, { size, onProgress });
  const entry = findDataset(name);
  const location = await locate(entry, root);
  if (location.state === "present") return readDataset(entry, location.files);
  const where = location.state === "incomplete" ? { where: location.missing } : {};
  const summary = location.state === "incomplete" ? "missing" : `dataset ${name} is not on this machine`;
  throw new DataError(summary, { ...where, remedy: howToGet(entry) });
}

/** Reads and verifies the files of an entry. */
export async function readDataset(entry: DatasetEntry, located: readonly LocatedFile[]): Promise<Dataset> {
  const contents = await Promise.all(
    located.map(async ({ file, path }) => {
      const bytes = await readDecodedFile(path, file, `remove the file, then: ${howToGet(entry)}`);
      return { ...file, where: path, bytes };
    }),
  );
  const { name, height, width, channels, classNames } = entry;
  const part = (wanted: "train" | "test", count: number): LabelledImages => {
    const own = contents.filter((content) => content.part === wanted);
    const images = decoders[entry.format](own, { ...entry, count });
    if (images.count === count) return images;
    throw new DataError(`${name} has ${images.count} ${wanted} images`, { expected: `${count}` });
  };
  const train = part("train", entry.trainCount);
  const test = part("test", entry.testCount);
  return { name, height, width, channels, classNames, train, test, adaptation: null };
}

type Content = NamedBytes & Pick<DatasetFile, "content">;
type Part = DatasetEntry & { readonly count: number };

/** By format: the images of a part from the decompressed content of its files, in the manifest's order. */
const decoders: Readonly<Record<DatasetEntry["format"], (files: readonly Content[], part: Part) => LabelledImages>> = {
  idx: decodeIdxFiles,
  "cifar-10-binary": decodeCifar10,
};

function decodeIdxFiles(files: readonly Content[], entry: Part): LabelledImages {
  const images = files.find(({ content }) => content === "images");
  const labels = files.find(({ content }) => content === "labels");
  if (images === undefined || labels === undefined)
    throw new DataError(`${entry.name}: manifest lacks images or labels`);
  return idxImages(images, labels, { ...entry, classCount: entry.classNames.length });
}
