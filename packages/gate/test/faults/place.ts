import type { Tensor } from "@evenkeel/backend-reference";

/** Images on another canvas: moved down and right (up and left where negative), zeros around, the rest cut off. */
export function place(
  { shape, data }: Tensor,
  [top, left]: readonly [number, number],
  [outHeight, outWidth]: readonly [number, number],
): Tensor {
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  const placed = new Float64Array(count * outHeight * outWidth * channels);
  for (let i = 0; i < placed.length; i += 1) {
    const pixel = Math.floor(i / channels);
    const x = (pixel % outWidth) - left;
    const y = (Math.floor(pixel / outWidth) % outHeight) - top;
    const image = Math.floor(pixel / (outWidth * outHeight));
    if (x < 0 || x >= width || y < 0 || y >= height) continue;
    placed[i] = data[((image * height + y) * width + x) * channels + (i % channels)] as number;
  }
  return { shape: [count, outHeight, outWidth, channels], data: placed };
}

/** The same shape, each value computed from its value and index. */
export function map({ shape, data }: Tensor, compute: (value: number, index: number) => number): Tensor {
  return { shape, data: data.map(compute) };
}
