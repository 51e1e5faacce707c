import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";

export function add(context: TrainingContext, maps: readonly [FeatureMap, ...FeatureMap[]]): LayerStep {
  const inputs = maps.map((map) => context.pixelMajor(map));
  const value = context.graph.sum(inputs.map((input) => input.value));
  return {
    output: { ...context.pixelMajor(maps[0]), value, needsGradient: inputs.some((input) => input.needsGradient) },
    backward: (gradient) => inputs.map((input) => (input.needsGradient ? gradient : null)),
  };
}
