import { elementCount, type Layer, type ModelSpec, type Shape } from "@evenkeel/core";
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
    return sum + layerFlops(layer, input, shapes.get(layer.name) ?? []);
  }, 0);
}

function layerFlops(layer: Layer, input: Shape, output: Shape): number {
  const outputs = elementCount(output);
  switch (layer.kind) {
    case "conv2d":
      return outputs * (2 * elementCount(layer.kernel) * (input.at(-1) ?? 0) + Number(layer.bias));
    case "depthwise-conv2d":
      return outputs * (2 * elementCount(layer.kernel) + Number(layer.bias));
    case "dense":
      return outputs * (2 * elementCount(input) + Number(layer.bias));
    case "max-pool2d":
      return outputs * elementCount(layer.size);
    case "average-pool2d":
      return outputs * (elementCount(layer.size) + 1);
    case "global-average-pool2d":
      return elementCount(input) + outputs;
    case "batch-norm":
      return 2 * outputs;
    case "relu":
      return outputs;
    case "add":
      return outputs * (layer.inputs.length - 1);
    case "dropout":
    case "flatten":
    case "concat":
      return 0;
  }
}
