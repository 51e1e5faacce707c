import {
  type backend_util,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  reverse,
  type Tensor,
  transpose,
} from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { addProduct } from "../simd/kernels.ts";
import { convolve } from "./conv2d.ts";
import { type ConvolutionRows, convolutionRows, cropped, forEachRow, numberBytes } from "./convolution-rows.ts";
import { heapAddress, heapZeros, wasmKernel } from "./wasm-kernel.ts";

/**
 * Upstream's `Conv2DBackpropInput` (tfjs-backend-wasm 4.22, src/cc/kernels/Conv2DBackpropInput.cc) is right but a plain
 * loop: 59 ms for the second convolution of keras-mnist-cnn at batch 32 (dy [32,11,11,64], kernel [3,3,32,64]), more
 * than a whole training step here.
 *
 * Here: where the output has the input's size, the convolution of dy with the kernel turned around; else, for each tap
 * of the kernel, dy · (the tap)ᵀ is added to the pixels that were under it.
 */
export const conv2dBackpropInput = wasmKernel<"dy" | "filter", Conv2DBackpropInputAttrs>(
  Conv2DBackpropInput,
  ({ inputs: { dy, filter }, attributes, backend }) => {
    const rows = convolutionRows(attributes.inputShape, filter.shape, attributes);
    const { inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth } = rows.info;
    const sameSize = inHeight === outHeight && inWidth === outWidth && strideHeight === 1 && strideWidth === 1;
    const taps = transpose(filter, [0, 1, 3, 2]);
    return sameSize ? turnedAround(backend, dy, taps, rows) : tapByTap(backend, dy, taps, rows);
  },
);

/** `taps` is the kernel as [height, width, output channels, input channels]. */
function turnedAround(backend: BackendWasm, dy: Tensor, taps: Tensor, { info }: ConvolutionRows): Tensor {
  const { filterHeight, filterWidth, padInfo } = info;
  const [height, width] = [filterHeight - 1, filterWidth - 1];
  const pad: backend_util.ExplicitPadding = [
    [0, 0],
    [height - padInfo.top, height - padInfo.bottom],
    [width - padInfo.left, width - padInfo.right],
    [0, 0],
  ];
  return convolve(backend, dy, reverse(taps, [0, 1]), { strides: [1, 1], pad, dimRoundingMode: "floor" });
}

function tapByTap(backend: BackendWasm, dy: Tensor, taps: Tensor, rows: ConvolutionRows): Tensor {
  const { info, rowBytes, stepBytes, outPixelBytes } = rows;
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const gradient = heapZeros(backend, rows.shape);
  const [a, b, c] = [heapAddress(backend, dy), heapAddress(backend, taps), heapAddress(backend, gradient)];
  const pixelBytes = inChannels * numberBytes;
  forEachRow(rows, (to, from) => {
    for (let tap = 0; tap < filterHeight * filterWidth; tap += 1) {
      const [row, column] = [Math.floor(tap / filterWidth), tap % filterWidth];
      addProduct(backend, {
        a: { at: a + from, row: outPixelBytes, step: numberBytes, block: 0 },
        b: { at: b + tap * outChannels * pixelBytes, step: pixelBytes, block: 0 },
        c: { at: c + to + row * rowBytes + column * pixelBytes, row: stepBytes },
        rows: info.outWidth,
        columns: inChannels,
        inner: outChannels,
        blocks: 1,
        panel: 0,
      });
    }
  });
  return cropped(backend, gradient, rows);
}
