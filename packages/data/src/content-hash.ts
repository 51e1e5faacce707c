import { createHash, type Hash } from "node:crypto";
import type { Dataset, LabelledImages } from "@evenkeel/core";

const known = new WeakMap<Dataset, string>();

/**
 * A dataset's identity by content: sha256 over pixels and labels (32-bit little-endian), first of the training, then of
 * the test images. Kept for each dataset object, so that asking again costs nothing.
 */
export function datasetSha256(dataset: Dataset): string {
  const sha256 = known.get(dataset) ?? computed(dataset);
  known.set(dataset, sha256);
  return sha256;
}

function computed({ train, test }: Dataset): string {
  const hash = createHash("sha256");
  addPart(hash, train);
  addPart(hash, test);
  return hash.digest("hex");
}

function addPart(hash: Hash, { pixels, labels }: LabelledImages): void {
  hash.update(pixels);
  const bytes = Buffer.alloc(labels.length * 4);
  for (const [index, label] of labels.entries()) bytes.writeInt32LE(label, index * 4);
  hash.update(bytes);
}
