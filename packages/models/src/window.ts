/** The size and padding of a sliding window, for convolutions and pooling alike. Pairs are [height, width]. */
export interface WindowOptions {
  readonly height: number;
  readonly width: number;
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: "valid" | "same";
  readonly dilation: readonly [number, number];
}

export interface WindowGeometry {
  readonly outHeight: number;
  readonly outWidth: number;
  readonly padTop: number;
  readonly padBottom: number;
  readonly padLeft: number;
  readonly padRight: number;
}

/**
 * Output size and padding by TensorFlow's rules (tf.nn, "Notes on padding"): `valid` drops what does not fit; `same`
 * gives ⌈size / stride⌉ and puts the odd pixel at the bottom and right. A window that does not fit gives sizes below 1.
 */
export function windowGeometry({ height, width, kernel, strides, padding, dilation }: WindowOptions): WindowGeometry {
  const vertical = along(height, kernel[0], strides[0], padding, dilation[0]);
  const horizontal = along(width, kernel[1], strides[1], padding, dilation[1]);
  return {
    outHeight: vertical.out,
    outWidth: horizontal.out,
    padTop: vertical.before,
    padBottom: vertical.after,
    padLeft: horizontal.before,
    padRight: horizontal.after,
  };
}

/**
 * The same window with strides no larger than the image: where a stride is, there is one output, whichever it is.
 * For libraries that oneDNN gives wrong sums there (docs/upstream/onednn/conv-stride-beyond-image.md).
 */
export function stridesInside(
  strides: readonly [number, number],
  [height, width]: readonly [number, number],
): [number, number] {
  return [Math.min(strides[0], height), Math.min(strides[1], width)];
}

function along(size: number, kernel: number, stride: number, padding: "valid" | "same", dilation: number) {
  const reach = (kernel - 1) * dilation + 1;
  if (padding === "valid") return { out: Math.floor((size - reach) / stride) + 1, before: 0, after: 0 };
  const out = Math.ceil(size / stride);
  const total = Math.max(0, (out - 1) * stride + reach - size);
  const before = Math.floor(total / 2);
  return { out, before, after: total - before };
}
