import { ModelSpecError, type Layer, type ModelSpec, type Shape } from "@evenkeel/core";
import { definitionOf } from "./layers/index.ts";
import type { InputShapes } from "./layers/layer-definition.ts";

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
    shapes.set(layer.name, definitionOf(layer).outputShape(layer, inputsOf(layer, shapes, where), where));
  }
  return shapes;
}

function inputsOf(
  { inputs: [first, ...others] }: Layer,
  shapes: ReadonlyMap<string, Shape>,
  where: string,
): InputShapes {
  const known = (name: string): Shape => {
    const shape = shapes.get(name);
    if (shape !== undefined) return shape;
    throw new ModelSpecError("unknown input", { where, expected: 'an earlier layer or "input"', got: `"${name}"` });
  };
  return [known(first), ...others.map(known)];
}
