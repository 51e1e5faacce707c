import {
  backend_util,
  DepthwiseConv2dNativeBackpropFilter,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropInputAttrs,
} from "@tensorflow/tfjs-core";
import { depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise-gradients.ts";
import { heapTensor, heapValues, wasmKernel } from "./wasm-kernel.ts";

type Shape4D = [number, number, number, number];

/**
 * tfjs-backend-wasm 4.22 registers neither gradient of a depthwise convolution (src/register_all_kernels.ts): the
 * gradient of the sum of `depthwiseConv2d(ones([1,1,1,1]), kernel [1,1,1,1])` throws "Kernel
 * 'DepthwiseConv2dNativeBackpropFilter' not registered for backend 'wasm'".
 */
export const depthwiseBackpropFilter = wasmKernel<"x" | "dy", DepthwiseConv2dNativeBackpropFilterAttrs>(
  DepthwiseConv2dNativeBackpropFilter,
  ({ inputs: { x, dy }, attributes, backend }) => {
    const { filterShape, strides, pad, dimRoundingMode } = attributes;
    const geometry = backend_util.computeConv2DInfo(
      x.shape as Shape4D,
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
      true,
    );
    const gradient = heapTensor(backend, filterShape);
    const sums = depthwiseFilterGradient(heapValues(backend, x), heapValues(backend, dy), geometry);
    heapValues(backend, gradient).set(sums);
    return gradient;
  },
);

/** See {@link depthwiseBackpropFilter}. */
export const depthwiseBackpropInput = wasmKernel<"dy" | "filter", DepthwiseConv2dNativeBackpropInputAttrs>(
  DepthwiseConv2dNativeBackpropInput,
  ({ inputs: { dy, filter }, attributes, backend }) => {
    const { inputShape, strides, pad, dimRoundingMode } = attributes;
    const geometry = backend_util.computeConv2DInfo(
      inputShape,
      filter.shape as Shape4D,
      strides,
      1,
      pad,
      dimRoundingMode,
      true,
    );
    const gradient = heapTensor(backend, inputShape);
    depthwiseInputGradient(
      heapValues(backend, filter),
      heapValues(backend, dy),
      heapValues(backend, gradient),
      geometry,
    );
    return gradient;
  },
);
