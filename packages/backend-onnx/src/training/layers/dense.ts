import type { LayerOf } from "@evenkeel/core";
import type { Value } from "../../graph-builder.ts";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";

/** From so many weights on, a copy of them costs more than a copy of a batch. */
const largeKernel = 2 ** 16;

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
      if (layer.bias) context.addGradient(layer.name, "bias", batch.sumRows(gradient, 1, layer.units));
      return [input.needsGradient ? inputGradient(context, gradient, kernel, input.channels * layer.units) : null];
    },
  };
}

/**
 * gradient · kernelᵀ. Of a large kernel as the transpose of kernel · gradientᵀ: a product copies its right operand into
 * the order that it reads, and the gradient is the smaller one (1024×1024, batch 32: 0.74 ms against 1.06).
 */
function inputGradient({ graph }: TrainingContext, gradient: Value, kernel: Value, weights: number): Value {
  if (weights < largeKernel) return graph.op("Gemm", [gradient, kernel], { transB: 1 });
  return graph.transpose(graph.op("Gemm", [kernel, gradient], { transB: 1 }), [1, 0]);
}
