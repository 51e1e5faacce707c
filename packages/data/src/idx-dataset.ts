import { DataError, type LabelledImages } from "@evenkeel/core";
import { decodeIdx } from "./idx.ts";

export interface ExpectedImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classCount: number;
}

/** A decoded file and where it came from, for error messages. */
export interface NamedBytes {
  readonly where: string;
  readonly bytes: Uint8Array;
}

/**
 * Joins an IDX file of images ([count, height, width], a fourth size for channels) with the IDX file of their labels.
 *
 * @throws {DataError} the files are not IDX, not of the expected sizes, or hold a label that is no class.
 */
export function idxImages(images: NamedBytes, labels: NamedBytes, expected: ExpectedImages): LabelledImages {
  const { count, height, width, channels } = expected;
  const pixels = decodeIdx(images.bytes, images.where);
  const shape = pixels.shape.length === 3 && channels === 1 ? [count, height, width] : [count, height, width, channels];
  checkShape(pixels.shape, shape, images.where);
  if (!(pixels.values instanceof Uint8Array)) {
    throw new DataError("wrong element type", { where: images.where, expected: "bytes", got: "32-bit integers" });
  }
  const classes = decodeIdx(labels.bytes, labels.where);
  checkShape(classes.shape, [count], labels.where);
  return { count, pixels: pixels.values, labels: checkedLabels(classes.values, expected.classCount, labels.where) };
}

function checkShape(actual: readonly number[], expected: readonly number[], where: string): void {
  if (actual.join() === expected.join()) return;
  throw new DataError("wrong sizes", { where, expected: `[${expected.join(", ")}]`, got: `[${actual.join(", ")}]` });
}

/** @throws {DataError} naming the first label that is no class. */
export function checkedLabels(values: ArrayLike<number>, classCount: number, where: string): Int32Array {
  const labels = Int32Array.from(values);
  const wrong = labels.findIndex((label) => label < 0 || label >= classCount);
  if (wrong === -1) return labels;
  throw new DataError(`label of image ${wrong} is no class`, {
    where,
    expected: `0–${classCount - 1}`,
    got: `${labels[wrong]}`,
  });
}
