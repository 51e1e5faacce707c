import { DataError, type Dataset } from "@evenkeel/core";
import { Remarks } from "../remarks.ts";
import { repeatedImages } from "../repeated-images.ts";
import { selectImages } from "../select-images.ts";
import { heldOut } from "../splits.ts";
import { decodeAll, type DecodedPart } from "./decode-all.ts";
import { parseFolderName, type FolderName, type ImageSize } from "./folder-name.ts";
import type { ClassFiles } from "./class-files.ts";
import { listImages } from "./list-images.ts";
import { shownPath } from "./listing.ts";

/** Images decoded so far, of how many. */
export type DecodeProgress = (done: number, total: number) => void;

export interface FolderOptions {
  /** Of the decoded images where the name states none. */
  readonly size?: ImageSize | undefined;
  readonly onProgress?: DecodeProgress | undefined;
}

/** Most bytes of decoded pixels: a buffer that every runtime can still hold twice. */
const maximumBytes = 2 ** 31;

/**
 * Opens `folder:<path>[@<height>x<width>]` as a dataset of three channels. Classes are the sub-folders' names, sorted;
 * the images of a class follow each other, sorted by file name. A `val/` holds the test images where no `test/` does;
 * without either a
 * fifth of each class is held out, the same ones every time.
 *
 * @throws {DataError} see `listImages` and `decodeAll`; or more images than fit.
 */
export async function openImageFolder(
  name: string,
  { size, onProgress = () => {} }: FolderOptions = {},
): Promise<Dataset> {
  const folder = parseFolderName(name, size);
  const { path, height, width } = folder;
  const listing = await listImages(path);
  const { train, test } = listing;
  checkSize(folder, countFiles([...train, ...(test ?? [])]));
  const remarks = new Remarks();
  const options = { size: folder, shown: (file: string) => shownPath(path, file), remarks, onProgress };
  const decoded = await decodeAll(path, test === null ? [train] : [train, test], options);
  const parts = trainAndTest(decoded);
  repeatedImages({ train: parts.train.images, test: parts.test.images }, (kind, part, index) =>
    remarks.add(kind, parts[part].paths[index] ?? ""),
  );
  const found = [...listing.remarks, ...remarks.list()];
  return {
    name,
    height,
    width,
    channels: 3,
    classNames: train.map((own) => own.name),
    train: parts.train.images,
    test: parts.test.images,
    adaptation: null,
    ...(found.length === 0 ? {} : { remarks: found }),
  };
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

/** As the folder has them; without test images, a fifth of each class is held out. */
function trainAndTest([all, test]: readonly DecodedPart[]): Readonly<Record<"train" | "test", DecodedPart>> {
  if (all === undefined) throw new RangeError("no decoded part");
  if (test !== undefined) return { train: all, test };
  const split = heldOut(all.images.labels);
  const chosen = (indices: Int32Array): DecodedPart => ({
    images: selectImages(all.images, indices),
    paths: Array.from(indices, (index) => all.paths[index] ?? ""),
  });
  return { train: chosen(split.train), test: chosen(split.test) };
}
