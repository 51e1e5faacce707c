import type { Shape } from "@evenkeel/core";
import { windowGeometry, type WindowOptions } from "@evenkeel/models";

/** A window sliding over a batch of images. */
export interface Window {
  readonly geometry: Omit<WindowOptions, "height" | "width">;
  /** [N, H, W, C] */
  readonly input: Shape;
}

/** [N, outH, outW, channels] */
export function slidShape({ geometry, input }: Window, channels: number): Shape {
  const [batch = 0, height = 0, width = 0] = input;
  const { outHeight, outWidth } = windowGeometry({ height, width, ...geometry });
  return [batch, outHeight, outWidth, channels];
}

/**
 * Visits every pair of an output pixel and an input pixel that the window joins, pixels counted over the whole batch,
 * with the tap (the position in the window) that joins them. For one output pixel the taps come in row-major order.
 * Padding is never visited: it adds nothing to a convolution, is no candidate of a maximum and does not count in a mean.
 */
export function forEachTap(window: Window, visit: (output: number, input: number, tap: number) => void): void {
  const [batch = 0, height = 0, width = 0] = window.input;
  const { kernel, strides, dilation } = window.geometry;
  const { outHeight, outWidth, padTop, padLeft } = windowGeometry({ height, width, ...window.geometry });
  for (let n = 0; n < batch; n += 1) {
    for (let outY = 0; outY < outHeight; outY += 1) {
      for (let outX = 0; outX < outWidth; outX += 1) {
        const output = (n * outHeight + outY) * outWidth + outX;
        for (let tapY = 0; tapY < kernel[0]; tapY += 1) {
          const y = outY * strides[0] + tapY * dilation[0] - padTop;
          if (y < 0 || y >= height) continue;
          for (let tapX = 0; tapX < kernel[1]; tapX += 1) {
            const x = outX * strides[1] + tapX * dilation[1] - padLeft;
            if (x < 0 || x >= width) continue;
            visit(output, (n * height + y) * width + x, tapY * kernel[1] + tapX);
          }
        }
      }
    }
  }
}
