import { availableParallelism } from "node:os";
import { DataError, type Dataset, type LabelledImages } from "@evenkeel/core";
import { selectImages } from "../select-images.ts";
import { stratifiedSplit } from "../splits.ts";
import { decodeImage } from "./decode-image.ts";
import { parseFolderName, type FolderName, type ImageSize } from "./folder-name.ts";
import { listImages, type ClassFiles } from "./list-images.ts";

/** Images decoded so far, of how many. */
export type DecodeProgress = (done: number, total: number) => void;

export interface FolderOptions {
  /** Of the decoded images where the name states none. */
  readonly size?: ImageSize | undefined;
  readonly onProgress?: DecodeProgress | undefined;
}

/** Where a folder has no `test/`, this share of each class is held out, chosen by this seed. */
const testShare = 0.2;
const splitSeed = 1;
/** Most bytes of decoded pixels: a buffer that every runtime can still hold twice. */
const maximumBytes = 2 ** 31;

/**
 * Opens `folder:<path>[@<height>x<width>]` as a dataset of three channels. Classes are the sub-folders' names, sorted;
 * the images of a class follow each other, sorted by file name. Without a `test/` folder a fifth of each class becomes
 * the test images, the same ones every time.
 *
 * @throws {DataError} see `listImages` and `decodeImage`; or more images than fit.
 */
export async function openImageFolder(
  name: string,
  { size, onProgress = () => {} }: FolderOptions = {},
): Promise<Dataset> {
  const folder = parseFolderName(name, size);
  const listing = await listImages(folder.path);
  const total = countFiles(listing.train) + countFiles(listing.test ?? []);
  checkSize(folder, total);
  const train = await decodeAll(listing.train, folder, (done) => onProgress(done, total));
  const parts =
    listing.test === null
      ? splitParts(train)
      : { train, test: await decodeAll(listing.test, folder, (done) => onProgress(train.count + done, total)) };
  const { height, width } = folder;
  const classNames = listing.train.map((own) => own.name);
  return { name, height, width, channels: 3, classNames, ...parts, adaptation: null };
}

function countFiles(classes: readonly ClassFiles[]): number {
  return classes.reduce((sum, { files }) => sum + files.length, 0);
}

function checkSize({ path, height, width }: FolderName, count: number): void {
  const bytes = count * height * width * 3;
  if (bytes <= maximumBytes) return;
  throw new DataError(`${count} images of ${height}×${width} do not fit in memory`, {
    where: path,
    expected: `at most ${maximumBytes} bytes decoded`,
    got: `${bytes}`,
    remedy: "state a smaller size (folder:<path>@<height>x<width>) or take fewer images",
  });
}

async function decodeAll(
  classes: readonly ClassFiles[],
  { height, width }: FolderName,
  onProgress: (done: number) => void,
): Promise<LabelledImages> {
  const jobs = classes.flatMap(({ files }, label) => files.map((file) => ({ file, label })));
  const size = height * width * 3;
  const pixels = new Uint8Array(jobs.length * size);
  let next = 0;
  let done = 0;
  const worker = async () => {
    for (let index = next++; index < jobs.length; index = next++) {
      pixels.set(await decodeImage(jobs[index]?.file ?? "", height, width), index * size);
      done += 1;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return { count: jobs.length, pixels, labels: Int32Array.from(jobs, ({ label }) => label) };
}

function splitParts(all: LabelledImages): Pick<Dataset, "train" | "test"> {
  const { train, test } = stratifiedSplit(all.labels, testShare, splitSeed);
  return { train: selectImages(all, train), test: selectImages(all, test) };
}
