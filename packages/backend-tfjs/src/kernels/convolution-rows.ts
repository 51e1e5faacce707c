import { backend_util, type Conv2DAttrs, type Tensor } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { heapTensor, heapValues, heapZeros } from "./wasm-kernel.ts";

type Shape4D = [number, number, number, number];
type ConvolutionAttributes = Pick<Conv2DAttrs, "strides" | "pad" | "dimRoundingMode">;

export const numberBytes = Float32Array.BYTES_PER_ELEMENT;

/**
 * Where the numbers of a convolution without dilation lie, in bytes, NHWC, over an image that already has its padding.
 * What is under one row of the window lies side by side, and so do the kernel's numbers for it: a convolution is a sum
 * of matrix products whose left operands overlap, and nothing has to be copied.
 */
export interface ConvolutionRows {
  readonly info: backend_util.Conv2DInfo;
  /** Of the padded image. */
  readonly shape: Shape4D;
  readonly rowBytes: number;
  readonly imageBytes: number;
  /** From one window to the next in its row, and to the first of the next row. */
  readonly stepBytes: number;
  readonly stepRowBytes: number;
  /** Numbers under one row of the window. */
  readonly run: number;
  readonly outPixelBytes: number;
  readonly outRowBytes: number;
  readonly outImageBytes: number;
}

export function convolutionRows(
  imageShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad: padding, dimRoundingMode }: ConvolutionAttributes,
): ConvolutionRows {
  const shape = imageShape as Shape4D;
  const info = backend_util.computeConv2DInfo(shape, filterShape as Shape4D, strides, 1, padding, dimRoundingMode);
  const { top, bottom, left, right } = info.padInfo;
  const [height, width] = [info.inHeight + top + bottom, info.inWidth + left + right];
  const rowBytes = width * info.inChannels * numberBytes;
  const outPixelBytes = info.outChannels * numberBytes;
  const outRowBytes = info.outWidth * outPixelBytes;
  return {
    info,
    shape: [info.batchSize, height, width, info.inChannels],
    rowBytes,
    imageBytes: height * rowBytes,
    stepBytes: info.strideWidth * info.inChannels * numberBytes,
    stepRowBytes: info.strideHeight * rowBytes,
    run: info.filterWidth * info.inChannels,
    outPixelBytes,
    outRowBytes,
    outImageBytes: info.outHeight * outRowBytes,
  };
}

/** Calls back for every row of the output with the byte offsets of its first window and of the row itself. */
export function forEachRow(
  { info, imageBytes, stepRowBytes, outRowBytes, outImageBytes }: ConvolutionRows,
  visit: (window: number, output: number) => void,
): void {
  for (let image = 0; image < info.batchSize; image += 1) {
    for (let row = 0; row < info.outHeight; row += 1) {
      visit(image * imageBytes + row * stepRowBytes, image * outImageBytes + row * outRowBytes);
    }
  }
}

/** The image with the zeros around it that the convolution counts with. */
export function padded(backend: BackendWasm, image: Tensor, rows: ConvolutionRows): Tensor {
  if (!hasPadding(rows)) return image;
  const result = heapZeros(backend, rows.shape);
  moveRows(rows, heapValues(backend, image), heapValues(backend, result), "into");
  return result;
}

/** The other way: the image without what lies around it. */
export function cropped(backend: BackendWasm, image: Tensor, rows: ConvolutionRows): Tensor {
  if (!hasPadding(rows)) return image;
  const result = heapTensor(backend, rows.info.inShape);
  moveRows(rows, heapValues(backend, result), heapValues(backend, image), "out of");
  return result;
}

function hasPadding({ info, shape }: ConvolutionRows): boolean {
  return info.inHeight !== shape[1] || info.inWidth !== shape[2];
}

/** Copies the image into or out of the padded one, a row at a time: tfjs' `pad` and `slice` go number by number. */
function moveRows(
  { info, shape: [, height, width] }: ConvolutionRows,
  image: Float32Array,
  around: Float32Array,
  direction: "into" | "out of",
): void {
  const { inWidth, inHeight, inChannels, batchSize, padInfo } = info;
  const run = inWidth * inChannels;
  for (let row = 0; row < batchSize * inHeight; row += 1) {
    const aroundRow = Math.floor(row / inHeight) * height + padInfo.top + (row % inHeight);
    const start = (aroundRow * width + padInfo.left) * inChannels;
    if (direction === "into") around.set(image.subarray(row * run, (row + 1) * run), start);
    else image.set(around.subarray(start, start + run), row * run);
  }
}
