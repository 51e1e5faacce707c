import {
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  getKernel,
  type KernelConfig,
} from "@tensorflow/tfjs-core";
import { type LayerKind, type ModelSpec, UnsupportedError } from "@evenkeel/core";

/** The kernels that only training calls and that a tfjs backend may come without. */
const gradientKernels: Readonly<Record<LayerKind, readonly string[]>> = {
  conv2d: [Conv2DBackpropFilter, Conv2DBackpropInput],
  "depthwise-conv2d": [DepthwiseConv2dNativeBackpropFilter, DepthwiseConv2dNativeBackpropInput],
  dense: [],
  "max-pool2d": [],
  "average-pool2d": [],
  "global-average-pool2d": [],
  "batch-norm": [],
  relu: [],
  dropout: [],
  flatten: [],
  add: [],
  concat: [],
};

/** Throws `UnsupportedError`, with the layer and the kernels, where the backend lacks what training a layer needs. */
export function requireGradientKernels({ layers }: ModelSpec, backendName: string): void {
  for (const layer of layers) {
    const missing = gradientKernels[layer.kind].filter((kernel) => !hasKernel(kernel, backendName));
    if (missing.length > 0) {
      throw new UnsupportedError(`tfjs' ${backendName} backend cannot train it without ${missing.join(" and ")}`, {
        where: `layer "${layer.name}" (${layer.kind})`,
        got: missing.length === 1 ? "no such kernel" : "no such kernels",
      });
    }
  }
}

function hasKernel(kernel: string, backendName: string): boolean {
  // `getKernel`'s type leaves out that it may find none.
  return (getKernel(kernel, backendName) as KernelConfig | undefined) !== undefined;
}
