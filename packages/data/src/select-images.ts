import type { LabelledImages } from "@evenkeel/core";

/** The chosen images, in the order of the indices: a fold, a subset. Throws `RangeError` for an index out of range. */
export function selectImages({ count, pixels, labels }: LabelledImages, indices: ArrayLike<number>): LabelledImages {
  const size = count === 0 ? 0 : pixels.length / count;
  const chosen = {
    count: indices.length,
    pixels: new Uint8Array(indices.length * size),
    labels: new Int32Array(indices.length),
  };
  for (let position = 0; position < indices.length; position += 1) {
    const index = indices[position] ?? -1;
    const label = labels[index];
    if (label === undefined) throw new RangeError(`image ${index} of ${count}`);
    chosen.pixels.set(pixels.subarray(index * size, (index + 1) * size), position * size);
    chosen.labels[position] = label;
  }
  return chosen;
}
