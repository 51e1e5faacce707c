import { DataError, type LabelledImages } from "@evenkeel/core";
import { checkedLabels, type NamedBytes } from "./idx-dataset.ts";

const side = 32;
const plane = side * side;
const recordBytes = 1 + 3 * plane;

/**
 * Decodes files of CIFAR-10's binary version, in the order given: records of one label byte, then 1,024 red, 1,024
 * green and 1,024 blue bytes, row-major (https://www.cs.toronto.edu/~kriz/cifar.html, "binary version").
 *
 * @throws {DataError} a file that is no whole number of records, or a label that is none of `classCount` classes.
 */
export function decodeCifar10(files: readonly NamedBytes[], classCount = 10): LabelledImages {
  const counts = files.map(({ where, bytes }) => {
    if (bytes.length === 0 || bytes.length % recordBytes !== 0) {
      const expected = `a multiple of ${recordBytes} bytes`;
      const hundred = bytes.length > 0 && bytes.length % (recordBytes + 1) === 0;
      throw new DataError("not CIFAR-10's binary version", {
        where,
        expected,
        got: `${bytes.length}${hundred ? `, a multiple of ${recordBytes + 1}: CIFAR-100 has two labels a record` : ""}`,
      });
    }
    return bytes.length / recordBytes;
  });
  const count = counts.reduce((sum, own) => sum + own, 0);
  const images = { count, pixels: new Uint8Array(count * 3 * plane), labels: new Int32Array(count) };
  let done = 0;
  for (const [index, { where, bytes }] of files.entries()) {
    const own = counts[index] ?? 0;
    const labels = Uint8Array.from({ length: own }, (_, image) => bytes[image * recordBytes] as number);
    images.labels.set(checkedLabels(labels, classCount, where), done);
    for (let image = 0; image < own; image += 1) {
      const record = bytes.subarray(image * recordBytes + 1, (image + 1) * recordBytes);
      interleave(record, images.pixels, (done + image) * 3 * plane);
    }
    done += own;
  }
  return images;
}

/** Three planes to one NHWC image, which begins at `pixels[from]`. */
function interleave(planes: Uint8Array, pixels: Uint8Array, from: number): void {
  for (let at = 0; at < plane; at += 1) {
    pixels[from + 3 * at] = planes[at] as number;
    pixels[from + 3 * at + 1] = planes[plane + at] as number;
    pixels[from + 3 * at + 2] = planes[2 * plane + at] as number;
  }
}
