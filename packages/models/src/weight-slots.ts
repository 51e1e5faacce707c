import { DataError, type Layer, type ModelSpec, type Shape, type Weights } from "@evenkeel/core";
import { inferShapes } from "./shapes.ts";

/** One named tensor of a model's weights. */
export interface WeightSlot {
  /** `<layer>.<slot>`. */
  readonly name: string;
  readonly layer: string;
  readonly slot: "kernel" | "bias" | "gamma" | "beta" | "movingMean" | "movingVariance";
  /** In the canonical layout: see `Weights` of core. */
  readonly shape: Shape;
  /** False for statistics that training updates without a gradient. */
  readonly trainable: boolean;
  /** Of a depthwise convolution: its kernel is HWIM, [height, width, in, multiplier]. */
  readonly depthwise: boolean;
}

/** All weights of a model in canonical order: by layer, then kernel, bias or gamma, beta, movingMean, movingVariance. */
export function weightSlots(spec: ModelSpec): readonly WeightSlot[] {
  const shapes = inferShapes(spec);
  return spec.layers.flatMap((layer) => {
    const channels = shapes.get(layer.inputs[0])?.at(-1) ?? 0;
    return slotShapes(layer, channels).map(([slot, shape]): WeightSlot => ({
      name: `${layer.name}.${slot}`,
      layer: layer.name,
      slot,
      shape,
      trainable: slot !== "movingMean" && slot !== "movingVariance",
      depthwise: layer.kind === "depthwise-conv2d",
    }));
  });
}

function slotShapes(layer: Layer, channels: number): readonly (readonly [WeightSlot["slot"], Shape])[] {
  switch (layer.kind) {
    case "conv2d":
      return withBias([...layer.kernel, channels, layer.filters], layer.bias, layer.filters);
    case "depthwise-conv2d":
      return withBias([...layer.kernel, channels, layer.multiplier], layer.bias, channels * layer.multiplier);
    case "dense":
      return withBias([channels, layer.units], layer.bias, layer.units);
    case "batch-norm":
      return (["gamma", "beta", "movingMean", "movingVariance"] as const).map((slot) => [slot, [channels]]);
    default:
      return [];
  }
}

function withBias(kernel: Shape, bias: boolean, outputs: number): readonly (readonly [WeightSlot["slot"], Shape])[] {
  return bias
    ? [
        ["kernel", kernel],
        ["bias", [outputs]],
      ]
    : [["kernel", kernel]];
}

/** Throws `DataError` unless `weights` has exactly the model's slots with their shapes. `where` names the file. */
export function checkWeights(spec: ModelSpec, weights: Weights, where: string): void {
  const slots = weightSlots(spec);
  for (const { name, shape } of slots) {
    const got = weights.get(name);
    if (got?.shape.join() !== shape.join()) {
      throw new DataError(`not the weights of ${spec.name}`, {
        where,
        expected: `${name} [${shape.join(", ")}]`,
        got: got === undefined ? "no such tensor" : `[${got.shape.join(", ")}]`,
      });
    }
  }
  const names = new Set(slots.map(({ name }) => name));
  for (const name of weights.keys()) {
    if (!names.has(name))
      throw new DataError(`not the weights of ${spec.name}`, { where, got: `an extra tensor "${name}"` });
  }
}
