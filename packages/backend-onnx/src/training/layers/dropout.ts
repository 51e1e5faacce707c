import type { LayerOf } from "@evenkeel/core";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";

/** Multiplies by the batch's mask, which already holds the 1/(1−rate) of what stays. */
export function dropout(context: TrainingContext, layer: LayerOf<"dropout">, map: FeatureMap): LayerStep {
  const { graph } = context;
  const input = context.pixelMajor(map);
  const mask = context.mask(layer.name);
  return {
    output: { ...input, value: graph.op("Mul", [input.value, mask]) },
    backward: (gradient) => [graph.op("Mul", [gradient, mask])],
  };
}
