import type { Value } from "../../graph-builder.ts";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";
import { passWherePositive } from "../masks.ts";

export function relu(context: TrainingContext, map: FeatureMap): LayerStep {
  const { graph } = context;
  const input = context.pixelMajor(map);
  const value = graph.op("Relu", [input.value]);
  return {
    output: { ...input, value },
    backward: (gradient) => [reluGradient(context, value, gradient)],
  };
}

/** Passes the gradient where the output of relu is positive; at 0 the gradient is 0, as in PyTorch and TensorFlow. */
export function reluGradient({ graph }: TrainingContext, output: Value, gradient: Value): Value {
  return passWherePositive(graph, output, gradient);
}
