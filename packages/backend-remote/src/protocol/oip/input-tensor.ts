import type { HostTensor } from "@evenkeel/core";
import type { TensorInput } from "../../endpoint/tensor.ts";

/** Images as the values of an endpoint's input tensor, in its layout. */
export interface InputTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Images of 0–1, [N, H, W, C], scaled, shifted and laid out as the endpoint file says. */
export function inputTensor(images: HostTensor, input: TensorInput): InputTensor {
  const [count = 0, height = 0, width = 0, channels = 0] = images.shape;
  const prepared = prepare(images.data, channels, input);
  if (input.layout === "NHWC") return { shape: images.shape, values: prepared };
  if (input.layout === "flat") return { shape: [count, height * width * channels], values: prepared };
  const values = new Float32Array(prepared.length);
  const plane = height * width;
  for (let image = 0; image < count; image += 1) {
    for (let pixel = 0; pixel < plane; pixel += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        values[(image * channels + channel) * plane + pixel] =
          prepared[(image * plane + pixel) * channels + channel] ?? 0;
      }
    }
  }
  return { shape: [count, channels, height, width], values };
}

function prepare(data: Float32Array, channels: number, input: TensorInput): Float32Array {
  const { scaling, mean, deviation, datatype } = input;
  const factor = scaling === "0-255" ? 255 : 1;
  const prepared = new Float32Array(data.length);
  for (let index = 0; index < data.length; index += 1) {
    const channel = index % channels;
    const scaled = (data[index] ?? 0) * factor;
    prepared[index] = (scaled - (mean?.[channel] ?? 0)) / (deviation?.[channel] ?? 1);
  }
  // Whole numbers lie a rounding error beside their pixel after the way through 0–1.
  return datatype === "UINT8" ? prepared.map((value) => Math.min(255, Math.max(0, Math.round(value)))) : prepared;
}
