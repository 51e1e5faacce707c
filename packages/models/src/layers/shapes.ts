import { ModelSpecError, type Shape } from "@evenkeel/core";
import { windowGeometry, type WindowOptions } from "../window.ts";
import type { InputShapes } from "./layer-definition.ts";

/** The shape of an image. Throws `ModelSpecError` for units. */
export function image(shape: Shape, where: string): readonly [number, number, number] {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined) throw misfit(where, "an image", shape);
  return [height, width, channels];
}

/** Height and width of what a window gives that slides over an image. Throws `ModelSpecError` where it does not fit. */
export function windowed(input: Shape, window: Omit<WindowOptions, "height" | "width">, where: string) {
  const [height, width] = image(input, where);
  const { outHeight, outWidth } = windowGeometry({ ...window, height, width });
  if (outHeight < 1 || outWidth < 1) {
    throw misfit(where, `an image that a ${window.kernel.join("×")} window fits into`, input);
  }
  return [outHeight, outWidth] as const;
}

type Pool = Pick<WindowOptions, "strides" | "padding"> & { readonly size: WindowOptions["kernel"] };

/** What pooling gives. */
export function pooled({ size, strides, padding }: Pool, [input]: InputShapes, where: string): Shape {
  const [, , channels] = image(input, where);
  return [...windowed(input, { kernel: size, strides, padding, dilation: [1, 1] }, where), channels];
}

/** Of a layer that changes values and not their places. */
export const unchanged = (_: unknown, [input]: InputShapes): Shape => input;

/** An input that a layer cannot take. */
export function misfit(where: string, expected: string, got: Shape): ModelSpecError {
  return new ModelSpecError("its input does not fit", { where, expected, got: `[${got.join(", ")}]` });
}
