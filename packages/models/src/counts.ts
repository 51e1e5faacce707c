import { elementCount, type ModelSpec } from "@evenkeel/core";
import { definitionOf } from "./layers/index.ts";
import { inferShapes } from "./shapes.ts";
import { weightSlots } from "./weight-slots.ts";

/** Trainable weights, biases included; moving statistics are not counted. */
export function parameterCount(spec: ModelSpec): number {
  return weightSlots(spec)
    .filter(({ trainable }) => trainable)
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/**
 * Floating-point operations of one forward pass of one sample, a multiply and an add counted as two. Convolution and
 * dense: 2 per product and 1 per bias; pooling: 1 per window element (and a division where it averages); batch
 * normalisation: 2 an element (folded to scale and shift); relu and add: 1 an element; the rest moves data.
 */
export function flopsPerSample(spec: ModelSpec): number {
  const shapes = inferShapes(spec);
  return spec.layers.reduce((sum, layer) => {
    const input = shapes.get(layer.inputs[0]) ?? [];
    return sum + definitionOf(layer).flops(layer, input, shapes.get(layer.name) ?? []);
  }, 0);
}
