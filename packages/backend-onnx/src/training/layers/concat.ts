import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";

/** Along the channels, the columns of a map's matrix. */
export function concat(context: TrainingContext, maps: readonly [FeatureMap, ...FeatureMap[]]): LayerStep {
  const { graph } = context;
  const inputs = maps.map((map) => context.pixelMajor(map));
  const sizes = inputs.map((input) => input.channels);
  const value = graph.concat(
    inputs.map((input) => input.value),
    1,
  );
  return {
    output: {
      ...context.pixelMajor(maps[0]),
      value,
      channels: sizes.reduce((total, size) => total + size),
      needsGradient: inputs.some((input) => input.needsGradient),
    },
    backward: (gradient) => graph.split(gradient, sizes, 1),
  };
}
