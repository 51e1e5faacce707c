import { Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs } from "@tensorflow/tfjs-core";
import { addProduct } from "../simd/kernels.ts";
import { convolutionRows, numberBytes, padded } from "./convolution-rows.ts";
import { heapAddress, heapZeros, wasmKernel } from "./wasm-kernel.ts";

/**
 * tfjs-backend-wasm 4.22 registers no `Conv2DBackpropFilter` (src/register_all_kernels.ts), so no convolution can be
 * trained: the gradient of the sum of `conv2d(ones([1,1,1,1]), kernel [1,1,1,1])` throws "Kernel 'Conv2DBackpropFilter'
 * not registered for backend 'wasm'".
 *
 * Here: for each row of the kernel, (what was under that row)ᵀ · dy, summed over an image's pixels in one product.
 * Other ways, by the same products, for six convolutions of the zoo at batch 32 (`scripts/filter-gradient.ts`): the
 * forward kernel on transposed tensors takes 1.1 to 2.2 times as long, a product for each tap 1.3 to 2.5 (23 for one
 * channel), im2col 1.4 to 3.8 (42).
 */
export const conv2dBackpropFilter = wasmKernel<"x" | "dy", Conv2DBackpropFilterAttrs>(
  Conv2DBackpropFilter,
  ({ inputs: { x, dy }, attributes, backend }) => {
    const rows = convolutionRows(x.shape, attributes.filterShape, attributes);
    const { info, run, rowBytes, outPixelBytes } = rows;
    const gradient = heapZeros(backend, attributes.filterShape);
    const [a, b] = [heapAddress(backend, padded(backend, x, rows)), heapAddress(backend, dy)];
    const c = heapAddress(backend, gradient);
    for (let image = 0; image < info.batchSize; image += 1) {
      for (let row = 0; row < info.filterHeight; row += 1) {
        addProduct(backend, {
          a: {
            at: a + image * rows.imageBytes + row * rowBytes,
            row: numberBytes,
            step: rows.stepBytes,
            block: rows.stepRowBytes,
          },
          b: { at: b + image * rows.outImageBytes, step: outPixelBytes, block: rows.outRowBytes },
          c: { at: c + row * run * outPixelBytes, row: outPixelBytes },
          rows: run,
          columns: info.outChannels,
          inner: info.outWidth,
          blocks: info.outHeight,
          panel: 0,
        });
      }
    }
    return gradient;
  },
);
