import type { LayerOf } from "@evenkeel/core";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";

export function dense(context: TrainingContext, layer: LayerOf<"dense">, map: FeatureMap): LayerStep {
  const { graph, batch } = context;
  const input = context.pixelMajor(map);
  const kernel = context.weight(layer.name, "kernel");
  const bias = layer.bias ? [context.weight(layer.name, "bias")] : [];
  const value = graph.op("Gemm", [input.value, kernel, ...bias]);
  return {
    output: { ...input, value, channels: layer.units, needsGradient: true },
    backward: (gradient) => {
      context.addGradient(layer.name, "kernel", graph.op("Gemm", [input.value, gradient], { transA: 1 }));
      if (layer.bias) context.addGradient(layer.name, "bias", batch.sumRows(gradient, 1));
      return [input.needsGradient ? graph.op("Gemm", [gradient, kernel], { transB: 1 }) : null];
    },
  };
}
