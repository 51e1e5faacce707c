import { visitWindows, type WindowGeometry } from "./windows.ts";

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
