import { elementCount, ModelSpecError, type Layer, type ModelSpec, type Shape } from "@evenkeel/core";
import { windowGeometry } from "./window.ts";

/**
 * The output shape of every layer, and of `input`, for ONE sample: [height, width, channels] or [units].
 * Throws `ModelSpecError` when a layer's inputs are unknown or do not fit it.
 */
export function inferShapes(spec: ModelSpec): ReadonlyMap<string, Shape> {
  const { height, width, channels } = spec.input;
  const shapes = new Map<string, Shape>([["input", [height, width, channels]]]);
  for (const layer of spec.layers) {
    const where = `${spec.name}, layer "${layer.name}"`;
    if (shapes.has(layer.name)) throw new ModelSpecError("its name is taken", { where });
    const inputs = layer.inputs.map((name) => {
      const shape = shapes.get(name);
      if (shape === undefined) {
        throw new ModelSpecError("unknown input", { where, expected: 'an earlier layer or "input"', got: `"${name}"` });
      }
      return shape;
    });
    shapes.set(layer.name, outputShape(layer, inputs, where));
  }
  return shapes;
}

function outputShape(layer: Layer, inputs: readonly Shape[], where: string): Shape {
  const [first = []] = inputs;
  switch (layer.kind) {
    case "conv2d":
      return [...windowed(first, layer.kernel, layer, where), layer.filters];
    case "depthwise-conv2d":
      return [...windowed(first, layer.kernel, layer, where), image(first, where)[2] * layer.multiplier];
    case "max-pool2d":
    case "average-pool2d":
      return [...windowed(first, layer.size, { ...layer, dilation: [1, 1] }, where), image(first, where)[2]];
    case "global-average-pool2d":
      return [image(first, where)[2]];
    case "dense":
      if (first.length !== 1) throw misfit(where, "a flat input (put a flatten layer before it)", first);
      return [layer.units];
    case "flatten":
      return [elementCount(first)];
    case "add":
      return sameShape(inputs, where);
    case "concat":
      return concatenated(inputs, where);
    case "batch-norm":
    case "relu":
    case "dropout":
      return first;
  }
}

type Window = Parameters<typeof windowGeometry>[0];

function windowed(
  input: Shape,
  kernel: Window["kernel"],
  { strides, padding, dilation }: Pick<Window, "strides" | "padding" | "dilation">,
  where: string,
): [number, number] {
  const [height, width] = image(input, where);
  const { outHeight, outWidth } = windowGeometry({ height, width, kernel, strides, padding, dilation });
  if (outHeight < 1 || outWidth < 1) throw misfit(where, `an image that a ${kernel.join("×")} window fits into`, input);
  return [outHeight, outWidth];
}

function image(shape: Shape, where: string): readonly [number, number, number] {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined) throw misfit(where, "an image", shape);
  return [height, width, channels];
}

function sameShape(inputs: readonly Shape[], where: string): Shape {
  const [first = []] = inputs;
  for (const other of inputs) if (other.join() !== first.join()) throw misfit(where, `[${first.join(", ")}]`, other);
  return first;
}

function concatenated(inputs: readonly Shape[], where: string): Shape {
  const [first = []] = inputs;
  const leading = first.slice(0, -1);
  for (const other of inputs) {
    const fits = other.length === first.length && other.slice(0, -1).join() === leading.join();
    if (!fits) throw misfit(where, `[${[...leading, "any"].join(", ")}]`, other);
  }
  return [...leading, inputs.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0)];
}

function misfit(where: string, expected: string, got: Shape): ModelSpecError {
  return new ModelSpecError("its input does not fit", { where, expected, got: `[${got.join(", ")}]` });
}
