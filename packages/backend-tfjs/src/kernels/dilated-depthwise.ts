import {
  DepthwiseConv2dNative,
  type DepthwiseConv2dNativeAttrs,
  getKernel,
  type KernelConfig,
  type Tensor,
  tidy,
} from "@tensorflow/tfjs-core";
import { inflate } from "../inflate.ts";

type Pair = readonly [number, number];

/**
 * Upstream's depthwise convolution (tfjs-backend-cpu 4.22, src/kernels/DepthwiseConv2dNative.ts) throws "Either strides
 * or dilations must be 1" for a stride together with a dilation, which its loop could do: smallest input [1,1,1,1],
 * kernel [1,1,1,1], strides 2, dilations 2.
 */
export const cpuDepthwiseConv2d = (): KernelConfig =>
  inflating("cpu", (strides, dilations) => Math.max(...strides) > 1 && Math.max(...dilations) > 1);

/**
 * TensorFlow's own kernel (2.21, core/kernels/depthwise_conv_op.cc) throws "Current kernel implementation does not
 * support dilations". Only oneDNN's does, which TensorFlow takes by itself on processors with AVX512-VNNI alone.
 */
export const nativeDepthwiseConv2d = (): KernelConfig =>
  inflating("tensorflow", (_, dilations) => Math.max(...dilations) > 1);

/** Upstream's kernel, given an inflated filter in place of dilations where it refuses them. */
function inflating(backendName: string, refuses: (strides: Pair, dilations: Pair) => boolean): KernelConfig {
  const upstream = getKernel(DepthwiseConv2dNative, backendName);
  return {
    ...upstream,
    kernelFunc: (call) => {
      const attributes = call.attrs as unknown as DepthwiseConv2dNativeAttrs;
      const dilations = pair(attributes.dilations);
      if (!refuses(pair(attributes.strides), dilations)) return upstream.kernelFunc(call);
      const { x, filter } = call.inputs as { x: Tensor; filter: Tensor };
      return tidy(() => {
        const inputs = { x, filter: inflate(filter, dilations) };
        return upstream.kernelFunc({ ...call, inputs, attrs: { ...call.attrs, dilations: [1, 1] } }) as Tensor;
      });
    },
  };
}

function pair(value: number | Pair): Pair {
  return typeof value === "number" ? [value, value] : value;
}
