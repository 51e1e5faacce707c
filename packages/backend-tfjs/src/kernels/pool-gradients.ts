import { visitWindows, type WindowGeometry } from "./windows.ts";

/**
 * Sends each output's gradient to the first maximum of its window in row-major order, the rule of PyTorch and TensorFlow:
 * the first input that equals the forward result.
 */
export function maxPoolGradient(
  { input, output, outputGradient }: Readonly<Record<"input" | "output" | "outputGradient", Float32Array>>,
  inputGradient: Float32Array,
  geometry: WindowGeometry,
): void {
  const { inWidth, inChannels: channels } = geometry;
  inputGradient.fill(0);
  visitWindows(geometry, ({ output: pixel, corner, firstRow, endRow, firstColumn, endColumn }) => {
    const from = pixel * channels;
    for (let channel = 0; channel < channels; channel += 1) {
      const maximum = output[from + channel] as number;
      search: for (let row = firstRow; row < endRow; row += 1) {
        const line = (corner + row * inWidth) * channels + channel;
        for (let column = firstColumn; column < endColumn; column += 1) {
          const at = line + column * channels;
          if (input[at] === maximum) {
            inputGradient[at] = (inputGradient[at] as number) + (outputGradient[from + channel] as number);
            break search;
          }
        }
      }
    }
  });
}

/** Shares each output's gradient equally among the pixels that its mean was taken over: those inside of the image. */
export function averagePoolGradient(
  outputGradient: Float32Array,
  inputGradient: Float32Array,
  geometry: WindowGeometry,
): void {
  const { inWidth, inChannels: channels } = geometry;
  inputGradient.fill(0);
  visitWindows(geometry, ({ output, corner, firstRow, endRow, firstColumn, endColumn }) => {
    const share = 1 / ((endRow - firstRow) * (endColumn - firstColumn));
    const from = output * channels;
    for (let row = firstRow; row < endRow; row += 1) {
      for (let column = firstColumn; column < endColumn; column += 1) {
        const at = (corner + row * inWidth + column) * channels;
        for (let channel = 0; channel < channels; channel += 1) {
          inputGradient[at + channel] =
            (inputGradient[at + channel] as number) + share * (outputGradient[from + channel] as number);
        }
      }
    }
  });
}
