import { createHash } from "node:crypto";
import type { DatasetRemarkKind, LabelledImages } from "@evenkeel/core";

/**
 * Finds images that are pixel for pixel one that came before: a test image that is also a training image, a training
 * image that occurs again. Indices are those of the part.
 */
export function repeatedImages(
  { train, test }: { readonly train: LabelledImages; readonly test: LabelledImages },
  onFound: (kind: DatasetRemarkKind, part: "train" | "test", index: number) => void,
): void {
  const seen = new Set<string>();
  for (const [index, digest] of digests(train)) {
    if (seen.has(digest)) onFound("repeated-in-train", "train", index);
    seen.add(digest);
  }
  for (const [index, digest] of digests(test)) if (seen.has(digest)) onFound("repeated-in-test", "test", index);
}

function* digests({ count, pixels }: LabelledImages): Generator<[number, string]> {
  const size = count === 0 ? 0 : pixels.length / count;
  for (let index = 0; index < count; index += 1) {
    const image = pixels.subarray(index * size, (index + 1) * size);
    yield [index, createHash("sha256").update(image).digest("base64")];
  }
}
