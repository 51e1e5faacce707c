import { visitWindows, type WindowGeometry } from "./windows.ts";

/**
 * The window under each output pixel as one row of `columns` ([output pixels, kernel height·width·channels], zeros outside
 * of the image), so that a convolution is one matrix product (im2col; Chellapilla, Puri, Simard 2006).
 */
export function imageToColumns(image: Float32Array, columns: Float32Array, geometry: WindowGeometry): void {
  const { inWidth, inChannels, filterHeight, filterWidth } = geometry;
  const run = filterWidth * inChannels;
  visitWindows(geometry, ({ output, corner, firstRow, endRow, firstColumn, endColumn }) => {
    const base = output * filterHeight * run;
    const start = firstColumn * inChannels;
    const end = endColumn * inChannels;
    for (let row = 0; row < filterHeight; row += 1) {
      const target = base + row * run;
      const inside = row >= firstRow && row < endRow;
      if (!inside || start > 0 || end < run) columns.fill(0, target, target + run);
      if (!inside) continue;
      const source = (corner + row * inWidth) * inChannels;
      for (let index = start; index < end; index += 1) {
        columns[target + index] = image[source + index] as number;
      }
    }
  });
}

/** The adjoint of `imageToColumns`: adds every row of `columns` back onto the pixels it was taken from. */
export function columnsToImage(columns: Float32Array, image: Float32Array, geometry: WindowGeometry): void {
  const { inWidth, inChannels, filterHeight, filterWidth } = geometry;
  const run = filterWidth * inChannels;
  image.fill(0);
  visitWindows(geometry, ({ output, corner, firstRow, endRow, firstColumn, endColumn }) => {
    const base = output * filterHeight * run;
    const start = firstColumn * inChannels;
    const end = endColumn * inChannels;
    for (let row = firstRow; row < endRow; row += 1) {
      const source = base + row * run;
      const target = (corner + row * inWidth) * inChannels;
      for (let index = start; index < end; index += 1) {
        image[target + index] = (image[target + index] as number) + (columns[source + index] as number);
      }
    }
  });
}
