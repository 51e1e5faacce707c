import type { backend_util } from "@tensorflow/tfjs-core";

/** What the loops need of tfjs' own geometry of a convolution or pooling; NHWC, dilation 1. */
export type WindowGeometry = Pick<
  backend_util.Conv2DInfo,
  | "batchSize"
  | "inHeight"
  | "inWidth"
  | "inChannels"
  | "outHeight"
  | "outWidth"
  | "outChannels"
  | "filterHeight"
  | "filterWidth"
  | "strideHeight"
  | "strideWidth"
> & { readonly padInfo: { readonly top: number; readonly left: number } };

/** One position of the sliding window. Rows and columns are the window's; `first` is inside the image, `end` is not. */
export interface Window {
  /** Index of the output pixel, counted over the batch. */
  output: number;
  /** Index of the input pixel under the window's top left corner, counted over the batch; may lie outside the image. */
  corner: number;
  firstRow: number;
  endRow: number;
  firstColumn: number;
  endColumn: number;
}

/** Visits every output pixel in NHWC order. The `window` handed over is one object, changed between visits. */
export function visitWindows(geometry: WindowGeometry, visit: (window: Window) => void): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth } = geometry;
  const window: Window = { output: 0, corner: 0, firstRow: 0, endRow: 0, firstColumn: 0, endColumn: 0 };
  for (let image = 0; image < batchSize; image += 1) {
    for (let row = 0; row < outHeight; row += 1) {
      const top = row * geometry.strideHeight - geometry.padInfo.top;
      window.firstRow = Math.max(0, -top);
      window.endRow = Math.min(filterHeight, inHeight - top);
      for (let column = 0; column < outWidth; column += 1) {
        const left = column * geometry.strideWidth - geometry.padInfo.left;
        window.firstColumn = Math.max(0, -left);
        window.endColumn = Math.min(filterWidth, inWidth - left);
        window.corner = (image * inHeight + top) * inWidth + left;
        visit(window);
        window.output += 1;
      }
    }
  }
}
