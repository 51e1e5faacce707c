import { backend_util, MaxPoolGrad, type MaxPoolGradAttrs } from "@tensorflow/tfjs-core";
import { addToFirstMaximum } from "../simd/kernels.ts";
import { numberBytes } from "./convolution-rows.ts";
import { visitWindows } from "./windows.ts";
import { heapAddress, heapZeros, wasmKernel } from "./wasm-kernel.ts";

/**
 * Upstream's `MaxPoolGrad` (tfjs-backend-wasm 4.22, src/cc/kernels/MaxPoolGrad.cc) is wrong twice, silently:
 * - it starts the maximum at `std::numeric_limits<float>::min()`, the smallest positive float, at offset 0: a window
 *   without a positive value sends its gradient to the tensor's first element. Smallest input: windows of 1×2 over [3,
 *   0, -1, -2] (shape [1,1,4,1]) with dy [1, 1] give [1, 0, 0, 0] instead of [1, 0, 1, 0];
 * - it compares with `>=`, so ties go to the last maximum: a window over [1, 1] with dy [1] gives [0, 1] instead of [1,
 *   0].
 * tfjs-cpu, TensorFlow and PyTorch take the first maximum.
 */
export const maxPoolGrad = wasmKernel<"dy" | "input" | "output", MaxPoolGradAttrs>(
  MaxPoolGrad,
  ({ inputs: { dy, input, output }, attributes, backend }) => {
    const { filterSize, strides, pad, dimRoundingMode } = attributes;
    const shape = input.shape as [number, number, number, number];
    const geometry = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const inputGradient = heapZeros(backend, shape);
    const [values, gradients] = [heapAddress(backend, input), heapAddress(backend, inputGradient)];
    const [maxima, outputGradients] = [heapAddress(backend, output), heapAddress(backend, dy)];
    const { inWidth, inChannels: channels } = geometry;
    const pixelBytes = channels * numberBytes;
    visitWindows(geometry, ({ output: pixel, corner, firstRow, endRow, firstColumn, endColumn }) => {
      const first = (corner + firstRow * inWidth + firstColumn) * pixelBytes;
      addToFirstMaximum(backend, {
        input: values + first,
        inputGradient: gradients + first,
        output: maxima + pixel * pixelBytes,
        outputGradient: outputGradients + pixel * pixelBytes,
        rows: endRow - firstRow,
        columns: endColumn - firstColumn,
        rowBytes: inWidth * pixelBytes,
        channels,
      });
    });
    return inputGradient;
  },
);
