import { Conv2D, type Conv2DAttrs, type KernelConfig, type Tensor } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { addProduct } from "../simd/kernels.ts";
import { convolutionRows, forEachRow, numberBytes, padded } from "./convolution-rows.ts";
import { heapAddress, heapZeros, wasmKernel } from "./wasm-kernel.ts";

/**
 * Upstream's `Conv2D` (tfjs-backend-wasm 4.22) is right, but does without the fused multiply-add of relaxed SIMD: 6.0
 * ms for the second convolution of keras-mnist-cnn at batch 32 (image [32,13,13,32], kernel [3,3,32,64]), against 2.9
 * ms here on the same core.
 *
 * Here: each row of the output is one product, of what lies under the windows with the kernel. Dilated convolutions
 * stay upstream's.
 */
export function conv2d(upstream: KernelConfig): KernelConfig {
  const ours = wasmKernel<"x" | "filter", Conv2DAttrs>(Conv2D, ({ inputs: { x, filter }, attributes, backend }) =>
    convolve(backend, x, filter, attributes),
  );
  return {
    ...upstream,
    kernelFunc: (call) => {
      const { dilations } = call.attrs as unknown as Conv2DAttrs;
      const dilated = [dilations].flat().some((dilation) => dilation !== 1);
      return (dilated ? upstream : ours).kernelFunc(call);
    },
  };
}

/** The convolution itself, without dilation. */
export function convolve(
  backend: BackendWasm,
  x: Tensor,
  filter: Tensor,
  attributes: Pick<Conv2DAttrs, "strides" | "pad" | "dimRoundingMode">,
): Tensor {
  const rows = convolutionRows(x.shape, filter.shape, attributes);
  const { info, run, rowBytes, stepBytes, outPixelBytes } = rows;
  const output = heapZeros(backend, info.outShape);
  const image = heapAddress(backend, padded(backend, x, rows));
  const [b, c] = [heapAddress(backend, filter), heapAddress(backend, output)];
  forEachRow(rows, (from, to) =>
    addProduct(backend, {
      a: { at: image + from, row: stepBytes, step: numberBytes, block: rowBytes },
      b: { at: b, step: outPixelBytes, block: run * outPixelBytes },
      c: { at: c + to, row: outPixelBytes },
      rows: info.outWidth,
      columns: info.outChannels,
      inner: run,
      blocks: info.filterHeight,
      panel: 0,
    }),
  );
  return output;
}
