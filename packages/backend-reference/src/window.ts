import { windowGeometry, type WindowOptions } from "@evenkeel/models";
import type { Tensor } from "./tensor.ts";

type WindowLayer = Pick<WindowOptions, "kernel" | "strides" | "padding" | "dilation">;

/** Where one tap of a sliding window falls, as offsets of channel 0 of the pixels it connects. */
type VisitTap = (inputAt: number, outputAt: number, tap: number) => void;

/** A window sliding over a batch of images. */
export interface SlidingWindow {
  /** [N, outHeight, outWidth]. */
  readonly outPixels: readonly [number, number, number];
  /**
   * Calls `visit` for every output pixel and every tap of its window that lies inside the image (padding is never
   * visited): output pixels in row-major order, and the taps of each in row-major order of the window.
   */
  forEachTap(inputChannels: number, outputChannels: number, visit: VisitTap): void;
}

/** The window of a convolution or pooling over images [N, height, width, channels]. */
export function slidingWindow(images: Tensor, layer: WindowLayer): SlidingWindow {
  const [count = 0, height = 0, width = 0] = images.shape;
  const { outHeight, outWidth, padTop, padLeft } = windowGeometry({ height, width, ...layer });
  const [kernelHeight, kernelWidth] = layer.kernel;
  const forEachTap: SlidingWindow["forEachTap"] = (inputChannels, outputChannels, visit) => {
    for (let output = 0; output < count * outHeight * outWidth; output += 1) {
      const image = Math.floor(output / (outHeight * outWidth));
      const top = (Math.floor(output / outWidth) % outHeight) * layer.strides[0] - padTop;
      const left = (output % outWidth) * layer.strides[1] - padLeft;
      for (let tap = 0; tap < kernelHeight * kernelWidth; tap += 1) {
        const y = top + Math.floor(tap / kernelWidth) * layer.dilation[0];
        const x = left + (tap % kernelWidth) * layer.dilation[1];
        if (y < 0 || y >= height || x < 0 || x >= width) continue;
        visit(((image * height + y) * width + x) * inputChannels, output * outputChannels, tap);
      }
    }
  };
  return { outPixels: [count, outHeight, outWidth], forEachTap };
}
