import { visitWindows, type WindowGeometry } from "./windows.ts";

// The walk over the taps is written twice: shared, with a call for each tap, it took 1.1 to 1.6 times as long.

/** Gradient of a depthwise kernel [height, width, channels, multiplier], summed in float64. */
export function depthwiseFilterGradient(
  input: Float32Array,
  outputGradient: Float32Array,
  geometry: WindowGeometry,
): Float64Array {
  const { inWidth, inChannels, outChannels, filterHeight, filterWidth } = geometry;
  const multiplier = outChannels / inChannels;
  const gradient = new Float64Array(filterHeight * filterWidth * outChannels);
  visitWindows(geometry, ({ output, corner, firstRow, endRow, firstColumn, endColumn }) => {
    const from = output * outChannels;
    for (let row = firstRow; row < endRow; row += 1) {
      for (let column = firstColumn; column < endColumn; column += 1) {
        const pixel = (corner + row * inWidth + column) * inChannels;
        const tap = (row * filterWidth + column) * outChannels;
        for (let channel = 0; channel < inChannels; channel += 1) {
          const value = input[pixel + channel] as number;
          for (let slot = channel * multiplier; slot < (channel + 1) * multiplier; slot += 1) {
            gradient[tap + slot] = (gradient[tap + slot] as number) + value * (outputGradient[from + slot] as number);
          }
        }
      }
    }
  });
  return gradient;
}

/** Gradient of the input of a depthwise convolution with `filter` [height, width, channels, multiplier]. */
export function depthwiseInputGradient(
  filter: Float32Array,
  outputGradient: Float32Array,
  inputGradient: Float32Array,
  geometry: WindowGeometry,
): void {
  const { inWidth, inChannels, outChannels, filterWidth } = geometry;
  const multiplier = outChannels / inChannels;
  inputGradient.fill(0);
  visitWindows(geometry, ({ output, corner, firstRow, endRow, firstColumn, endColumn }) => {
    const from = output * outChannels;
    for (let row = firstRow; row < endRow; row += 1) {
      for (let column = firstColumn; column < endColumn; column += 1) {
        const pixel = (corner + row * inWidth + column) * inChannels;
        const tap = (row * filterWidth + column) * outChannels;
        for (let channel = 0; channel < inChannels; channel += 1) {
          let sum = inputGradient[pixel + channel] as number;
          for (let slot = channel * multiplier; slot < (channel + 1) * multiplier; slot += 1) {
            sum += (filter[tap + slot] as number) * (outputGradient[from + slot] as number);
          }
          inputGradient[pixel + channel] = sum;
        }
      }
    }
  });
}
