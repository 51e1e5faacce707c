import { pad, reshape, slice, stridedSlice, type Tensor, type Tensor4D } from "@tensorflow/tfjs-core";

type Pair = readonly [number, number];

/**
 * A kernel [height, width, in, out] with dilation − 1 zeros between its taps: the plain convolution with it is the
 * dilated one with the kernel itself, `same` padding included. For what tfjs refuses to do with a dilation.
 */
export function inflate(kernel: Tensor, [rows, columns]: Pair): Tensor4D {
  const [height, width, inputs, outputs] = (kernel as Tensor4D).shape;
  const inflatedHeight = (height - 1) * rows + 1;
  const inflatedWidth = (width - 1) * columns + 1;
  const wide = pad(reshape(kernel, [height * width, 1, inputs * outputs]), [
    [0, 0],
    [0, columns - 1],
    [0, 0],
  ]);
  const line = slice(reshape(wide, [height, width * columns, inputs * outputs]), 0, [height, inflatedWidth, -1]);
  const high = pad(reshape(line, [height, 1, inflatedWidth * inputs * outputs]), [
    [0, 0],
    [0, rows - 1],
    [0, 0],
  ]);
  const inflated = slice(reshape(high, [height * rows, -1]), 0, [inflatedHeight, -1]);
  return reshape(inflated, [inflatedHeight, inflatedWidth, inputs, outputs]);
}

/** The taps that `inflate` spread out: its adjoint. */
export function deflate(inflated: Tensor, [rows, columns]: Pair): Tensor {
  return stridedSlice(inflated, [0, 0, 0, 0], inflated.shape, [rows, columns, 1, 1]);
}
