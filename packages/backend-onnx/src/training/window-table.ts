import type { Layer } from "@evenkeel/core";
import { windowGeometry } from "@evenkeel/models";

/** Stands in a table for a pixel that lies in the padding. */
export const outside = -1;

/**
 * Where a sliding window looks: for each output pixel and each tap (position in the window, row by row) the number of
 * the input pixel under it, or `outside`. Convolutions and poolings of any size, stride, padding and dilation differ
 * only in this table.
 */
export interface WindowTable {
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outPixels: number;
  readonly taps: number;
  readonly inputPixels: number;
  /** [outPixels, taps] */
  readonly pixels: Int32Array;
}

type SlidingLayer = Extract<Layer, { kernel: unknown } | { size: unknown }>;

/** The table of a convolution or pooling layer over an input of the given size. */
export function windowTable(layer: SlidingLayer, height: number, width: number): WindowTable {
  const kernel = "kernel" in layer ? layer.kernel : layer.size;
  const dilation = "kernel" in layer ? layer.dilation : ([1, 1] as const);
  const { strides, padding } = layer;
  const geometry = windowGeometry({ height, width, kernel, strides, padding, dilation });
  const { outHeight, outWidth, padTop, padLeft } = geometry;
  const taps = kernel[0] * kernel[1];
  const pixels = new Int32Array(outHeight * outWidth * taps);
  for (let at = 0; at < pixels.length; at += 1) {
    const tap = at % taps;
    const output = (at - tap) / taps;
    const row = Math.floor(output / outWidth) * strides[0] + Math.floor(tap / kernel[1]) * dilation[0] - padTop;
    const column = (output % outWidth) * strides[1] + (tap % kernel[1]) * dilation[1] - padLeft;
    const inside = row >= 0 && row < height && column >= 0 && column < width;
    pixels[at] = inside ? row * width + column : outside;
  }
  return { outHeight, outWidth, outPixels: outHeight * outWidth, taps, inputPixels: height * width, pixels };
}

/** The same windows for some of the output pixels, in the given order: [outputs, taps]. */
export function rowsOf(table: WindowTable, outputs: Int32Array): Int32Array {
  const { taps, pixels } = table;
  return Int32Array.from({ length: outputs.length * taps }, (_, at) => {
    const output = outputs[Math.floor(at / taps)] ?? 0;
    return pixels[output * taps + (at % taps)] ?? outside;
  });
}

/** A table [outputs, taps] turned to [taps, outputs]. */
export function tapMajor(rows: Int32Array, taps: number): Int32Array {
  const outputs = rows.length / taps;
  return Int32Array.from(rows, (_, at) => rows[(at % outputs) * taps + Math.floor(at / outputs)] ?? outside);
}

/** What one tap sees: its input pixel for each output pixel. */
export function tapPixels(table: WindowTable, tap: number): Int32Array {
  return table.pixels.filter((_, at) => at % table.taps === tap);
}

/** Whether no input pixel is seen twice and none lies in the padding, as in pooling 2×2 with stride 2. */
export function isPartition(table: WindowTable): boolean {
  return !table.pixels.includes(outside) && new Set(table.pixels).size === table.pixels.length;
}
