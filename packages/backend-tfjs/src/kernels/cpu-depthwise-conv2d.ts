import {
  DepthwiseConv2dNative,
  type DepthwiseConv2dNativeAttrs,
  getKernel,
  type KernelConfig,
  type Tensor,
  tidy,
} from "@tensorflow/tfjs-core";
import { inflate } from "../inflate.ts";

const upstream = getKernel(DepthwiseConv2dNative, "cpu");

/**
 * Upstream's depthwise convolution (tfjs-backend-cpu 4.22, src/kernels/DepthwiseConv2dNative.ts) throws "Either strides
 * or dilations must be 1" for a stride together with a dilation, which its loop could do: smallest input [1,1,1,1],
 * kernel [1,1,1,1], strides 2, dilations 2.
 */
export const cpuDepthwiseConv2d: KernelConfig = {
  ...upstream,
  kernelFunc: (call) => {
    const { strides, dilations } = call.attrs as unknown as DepthwiseConv2dNativeAttrs;
    const [rows, columns] = pair(dilations);
    if (Math.max(...pair(strides)) === 1 || Math.max(rows, columns) === 1) return upstream.kernelFunc(call);
    const { x, filter } = call.inputs as { x: Tensor; filter: Tensor };
    return tidy(() => {
      const inputs = { x, filter: inflate(filter, [rows, columns]) };
      const output = upstream.kernelFunc({ ...call, inputs, attrs: { ...call.attrs, dilations: [1, 1] } });
      return output as Tensor;
    });
  },
};

function pair(value: number | readonly [number, number]): readonly [number, number] {
  return typeof value === "number" ? [value, value] : value;
}
