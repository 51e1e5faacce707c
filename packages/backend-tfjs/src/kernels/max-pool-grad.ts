import { backend_util, MaxPoolGrad, type MaxPoolGradAttrs } from "@tensorflow/tfjs-core";
import { maxPoolGradient } from "./pool-gradients.ts";
import { heapTensor, heapValues, wasmKernel } from "./wasm-kernel.ts";

/**
 * Upstream's `MaxPoolGrad` (tfjs-backend-wasm 4.22, src/cc/kernels/MaxPoolGrad.cc) is wrong twice, silently:
 * - it starts the maximum at `std::numeric_limits<float>::min()`, the smallest positive float, at offset 0: a window without
 *   a positive value sends its gradient to the tensor's first element. Smallest input: windows of 1×2 over [3, 0, -1, -2] (shape
 *   [1,1,4,1]) with dy [1, 1] give [1, 0, 0, 0] instead of [1, 0, 1, 0];
 * - it compares with `>=`, so ties go to the last maximum: a window over [1, 1] with dy [1] gives [0, 1] instead of [1, 0].
 * tfjs-cpu, TensorFlow and PyTorch take the first maximum.
 */
export const maxPoolGrad = wasmKernel<"dy" | "input" | "output", MaxPoolGradAttrs>(
  MaxPoolGrad,
  ({ inputs: { dy, input, output }, attributes, backend }) => {
    const { filterSize, strides, pad, dimRoundingMode } = attributes;
    const shape = input.shape as [number, number, number, number];
    const geometry = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const inputGradient = heapTensor(backend, shape);
    const forward = {
      input: heapValues(backend, input),
      output: heapValues(backend, output),
      outputGradient: heapValues(backend, dy),
    };
    maxPoolGradient(forward, heapValues(backend, inputGradient), geometry);
    return inputGradient;
  },
);
