import {
  AvgPoolGrad,
  type AvgPoolGradAttrs,
  backend_util,
  type KernelConfig,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import { averagePoolGradient } from "./average-pool-gradient.ts";
import { heapTensor, heapValues, wasmKernel } from "./wasm-kernel.ts";

/**
 * Upstream's `AvgPoolGrad` divides by the size of the whole window, in both backends (tfjs-backend-cpu 4.22,
 * src/kernels/AvgPoolGrad.ts; tfjs-backend-wasm 4.22, src/cc/kernels/AvgPoolGrad.cc), while their forward `AvgPool`
 * divides by the pixels inside of the image: with `same` padding the gradient at the edges is too small. Smallest
 * input: a 1×2 window, stride 2, over shape [1,1,1,1] with dy [1] gives 0.5 where the mean over the one pixel has the
 * derivative 1.
 */
export const wasmAveragePoolGrad = wasmKernel<"dy" | "input", AvgPoolGradAttrs>(
  AvgPoolGrad,
  ({ inputs: { dy, input }, attributes, backend }) => {
    const inputGradient = heapTensor(backend, input.shape);
    averagePoolGradient(heapValues(backend, dy), heapValues(backend, inputGradient), poolGeometry(input, attributes));
    return inputGradient;
  },
);

/** See {@link wasmAveragePoolGrad}. */
export const cpuAveragePoolGrad: KernelConfig = {
  kernelName: AvgPoolGrad,
  backendName: "cpu",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { dy, input } = inputs as { dy: TensorInfo; input: TensorInfo };
    const cpu = backend as MathBackendCPU;
    const geometry = poolGeometry(input, attrs as unknown as AvgPoolGradAttrs);
    const inputGradient = new Float32Array(
      geometry.batchSize * geometry.inHeight * geometry.inWidth * geometry.inChannels,
    );
    averagePoolGradient(cpu.readSync(dy.dataId) as Float32Array, inputGradient, geometry);
    return cpu.makeTensorInfo(input.shape, "float32", inputGradient);
  },
};

function poolGeometry(input: TensorInfo, { filterSize, strides, pad }: AvgPoolGradAttrs): backend_util.Conv2DInfo {
  return backend_util.computePool2DInfo(input.shape as [number, number, number, number], filterSize, strides, 1, pad);
}
