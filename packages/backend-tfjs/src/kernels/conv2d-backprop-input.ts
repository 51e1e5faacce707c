import {
  backend_util,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  matMul,
  reshape,
} from "@tensorflow/tfjs-core";
import { columnsToImage } from "./image-columns.ts";
import { heapTensor, heapValues, wasmKernel } from "./wasm-kernel.ts";

/**
 * Upstream's `Conv2DBackpropInput` (tfjs-backend-wasm 4.22, src/cc/kernels/Conv2DBackpropInput.cc) is right but a plain loop: 59 ms for
 * the second convolution of keras-mnist-cnn at batch 32 (dy [32,11,11,64], kernel [3,3,32,64]), half of a whole training step's
 * budget, against 6 ms here on the same core.
 *
 * Here: columns = dy · kernelᵀ by XNNPACK, then every column added back to its pixel.
 */
export const conv2dBackpropInput = wasmKernel<"dy" | "filter", Conv2DBackpropInputAttrs>(
  Conv2DBackpropInput,
  ({ inputs: { dy, filter }, attributes, backend }) => {
    const { inputShape, strides, pad, dimRoundingMode } = attributes;
    const geometry = backend_util.computeConv2DInfo(
      inputShape,
      filter.shape as [number, number, number, number],
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const { batchSize, outHeight, outWidth, outChannels } = geometry;
    const taps = geometry.filterHeight * geometry.filterWidth * geometry.inChannels;
    const outputGradient = reshape(dy, [batchSize * outHeight * outWidth, outChannels]);
    const columns = matMul(outputGradient, reshape(filter, [taps, outChannels]), false, true);
    const inputGradient = heapTensor(backend, inputShape);
    columnsToImage(heapValues(backend, columns), heapValues(backend, inputGradient), geometry);
    return inputGradient;
  },
);
