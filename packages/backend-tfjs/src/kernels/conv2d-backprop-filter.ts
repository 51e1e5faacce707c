import {
  backend_util,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  matMul,
  reshape,
} from "@tensorflow/tfjs-core";
import { imageToColumns } from "./image-columns.ts";
import { heapTensor, heapValues, wasmKernel } from "./wasm-kernel.ts";

/**
 * tfjs-backend-wasm 4.22 registers no `Conv2DBackpropFilter` (src/register_all_kernels.ts), so no convolution can be trained:
 * the gradient of the sum of `conv2d(ones([1,1,1,1]), kernel [1,1,1,1])` throws "Kernel 'Conv2DBackpropFilter' not registered for
 * backend 'wasm'".
 *
 * Here: kernel gradient = columnsᵀ · dy, one matrix product by XNNPACK.
 */
export const conv2dBackpropFilter = wasmKernel<"x" | "dy", Conv2DBackpropFilterAttrs>(
  Conv2DBackpropFilter,
  ({ inputs: { x, dy }, attributes, backend }) => {
    const { filterShape, strides, pad, dimRoundingMode } = attributes;
    const geometry = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    const { batchSize, outHeight, outWidth, outChannels } = geometry;
    const pixels = batchSize * outHeight * outWidth;
    const columns = heapTensor(backend, [pixels, geometry.filterHeight * geometry.filterWidth * geometry.inChannels]);
    imageToColumns(heapValues(backend, x), heapValues(backend, columns), geometry);
    return reshape(matMul(columns, reshape(dy, [pixels, outChannels]), true, false), filterShape);
  },
);
