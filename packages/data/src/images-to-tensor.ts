import { hostTensor, type Dataset, type HostTensor, type LabelledImages } from "@evenkeel/core";

/** Every byte divided by 255 in float32, correctly rounded: what NumPy's `x.astype("float32") / 255` gives. */
const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/**
 * The chosen images as [indices.length, height, width, channels], 0–255 scaled to 0–1.
 * Throws a `RangeError` for an index that is no image.
 */
export function imagesToTensor(
  { count, pixels }: LabelledImages,
  { height, width, channels }: Pick<Dataset, "height" | "width" | "channels">,
  indices: ArrayLike<number>,
): HostTensor {
  const size = height * width * channels;
  const tensor = hostTensor([indices.length, height, width, channels]);
  const { data } = tensor;
  for (let position = 0; position < indices.length; position += 1) {
    const index = indices[position] as number;
    if (!(index >= 0 && index < count)) throw new RangeError(`image ${index} of ${count}`);
    const from = index * size;
    const to = position * size;
    for (let at = 0; at < size; at += 1) data[to + at] = scaled[pixels[from + at] as number] as number;
  }
  return tensor;
}
