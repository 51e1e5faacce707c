import { createHash } from "node:crypto";
import type { Dataset, LabelledImages } from "@evenkeel/core";

/** sha256 over pixels and labels (32-bit little-endian) of the training, then of the test images. */
export function datasetSha256({ train, test }: Pick<Dataset, "train" | "test">): string {
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
