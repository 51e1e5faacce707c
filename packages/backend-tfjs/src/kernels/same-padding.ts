import { backend_util, type Conv2DAttrs, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";

type Shape4D = [number, number, number, number];

/**
 * Upstream hands `same` padding on to XNNPACK (tfjs-backend-wasm 4.22, src/cc/conv2d_impl.cc,
 * XNN_FLAG_TENSORFLOW_SAME_PADDING), whose unsigned arithmetic wraps where a stride larger than the kernel leaves
 * pixels over: the result is zeros, silently. Smallest input: [1, 2, 3] (shape [1,1,3,1]), kernel [1, 2], stride 3,
 * gives 0 instead of 1·1 + 2·2 = 5. So for both convolutions.
 *
 * Here: the same padding in numbers, as tfjs-core computes it.
 */
export function withExplicitPadding(upstream: KernelConfig, depthwise: boolean): KernelConfig {
  return {
    ...upstream,
    kernelFunc: (call) => {
      const { strides, dilations, pad } = call.attrs as unknown as Conv2DAttrs;
      if (pad !== "same") return upstream.kernelFunc(call);
      const { x, filter } = call.inputs as { x: TensorInfo; filter: TensorInfo };
      const [image, kernel] = [x.shape as Shape4D, filter.shape as Shape4D];
      const info = backend_util.computeConv2DInfo(image, kernel, strides, dilations, pad, undefined, depthwise);
      const { top, bottom, left, right } = info.padInfo;
      const explicit = [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ];
      return upstream.kernelFunc({ ...call, attrs: { ...call.attrs, pad: explicit } });
    },
  };
}
