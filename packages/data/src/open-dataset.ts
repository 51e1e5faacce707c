import { basename, dirname } from "node:path";
import { DataError, type Dataset, type LabelledImages } from "@evenkeel/core";
import { shellWord } from "@evenkeel/core/shell-word";
import { decodeCifar10 } from "./cifar10.ts";
import { idxImages, type NamedBytes } from "./idx-dataset.ts";
import { isFolderName, type ImageSize } from "./image-folder/folder-name.ts";
import { openImageFolder, type DecodeProgress } from "./image-folder/open-image-folder.ts";
import { locate, type LocatedFile } from "./locate.ts";
import { findDataset, howToGet, projectRoot, type DatasetEntry, type DatasetFile } from "./manifest.ts";
import { openCifarFolder } from "./own/open-cifar-folder.ts";
import { openIdxFolder } from "./own/open-idx-folder.ts";
import { ownFiles, reportedName } from "./own/own-name.ts";
import { readDecodedFile } from "./read-decoded-file.ts";
import { Remarks } from "./remarks.ts";
import { repeatedImages } from "./repeated-images.ts";
import { readReceipt } from "./receipt.ts";

export interface OpenOptions {
  /** The checkout whose `datasets/` and `.cache/datasets/` are looked in; by default this one. */
  readonly root?: string;
  /** Of images that have no size of their own: what a network takes. */
  readonly size?: ImageSize;
  /** Called while an image folder is decoded. */
  readonly onProgress?: DecodeProgress;
}

/**
 * Opens a dataset of the manifest, or data of one's own: `folder:<path>[@<height>x<width>]`, whose images come in the
 * size that the name states, else in `size`; `idx:<folder>`; `cifar:<folder>`. A file of the manifest's is held against
 * its size and sha256, the manifest's or that of a fetched archive, before its content is used: what differs is refused
 * under that name.
 *
 * @throws {UsageError} unknown name.
 * @throws {DataError} not here (with the way to get it), corrupt, truncated or with another checksum.
 */
export async function openDataset(
  name: string,
  { root = projectRoot, size, onProgress }: OpenOptions = {},
): Promise<Dataset> {
  if (isFolderName(name)) return { ...(await openImageFolder(name, { size, onProgress })), name: reportedName(name) };
  const own = ownFiles(name);
  if (own !== null) {
    const dataset = own.kind === "idx" ? await openIdxFolder(own.path) : await openCifarFolder(own.path);
    return withRepeated({ name: reportedName(name), ...dataset, contentVerified: false });
  }
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
      const decodedSha256 = file.decodedSha256 ?? (await sha256OfFetched(entry, path));
      const bytes = await readDecodedFile(path, { ...file, decodedSha256 }, otherwise(entry, path));
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
  return withRepeated({
    name,
    height,
    width,
    channels,
    classNames,
    train,
    test,
    adaptation: null,
    contentVerified: true,
  });
}

/** With what is to be said of images that occur twice; they are named by their index. */
function withRepeated(dataset: Dataset): Dataset {
  const remarks = new Remarks();
  repeatedImages(dataset, (kind, part, index) => remarks.add(kind, `${part} image ${index}`));
  const found = [...(dataset.remarks ?? []), ...remarks.list()];
  return found.length === 0 ? dataset : { ...dataset, remarks: found };
}

/** Of a file whose checksum nobody publishes: what was taken out of the archive, whose checksum is published. */
async function sha256OfFetched(entry: DatasetEntry, path: string): Promise<string> {
  const known = (await readReceipt(dirname(path)))[basename(path)];
  if (known !== undefined) return known;
  throw new DataError(`cannot be told to be ${entry.title}'s: it was not fetched, and no checksum of it is published`, {
    where: path,
    remedy: otherwise(entry, path),
  });
}

/** How to get the real files, and the name under which these can be used. */
function otherwise(entry: DatasetEntry, path: string): string {
  const own = `${entry.format === "idx" ? "idx" : "cifar"}:${dirname(path)}`;
  return `${howToGet(entry)}; or use these files under a name of their own: --dataset ${shellWord(own)}`;
}

type Content = NamedBytes & Pick<DatasetFile, "content">;
type Part = DatasetEntry & { readonly count: number };

/** By format: the images of a part from the decompressed content of its files, in the manifest's order. */
const decoders: Readonly<Record<DatasetEntry["format"], (files: readonly Content[], part: Part) => LabelledImages>> = {
  idx: decodeIdxFiles,
  "cifar-10-binary": (files) => decodeCifar10(files),
};

function decodeIdxFiles(files: readonly Content[], entry: Part): LabelledImages {
  const images = files.find(({ content }) => content === "images");
  const labels = files.find(({ content }) => content === "labels");
  if (images === undefined || labels === undefined)
    throw new DataError(`${entry.name}: manifest lacks images or labels`);
  return idxImages(images, labels, { ...entry, classCount: entry.classNames.length });
}
