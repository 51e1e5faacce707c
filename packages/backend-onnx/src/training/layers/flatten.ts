import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import { pixelCount } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";

/** Turns a map into a vector of units in NHWC order, image-major: only a pixel-major map has to be transposed. */
export function flatten({ graph }: TrainingContext, input: FeatureMap): LayerStep {
  const pixels = pixelCount(input);
  const units = pixels * input.channels;
  const swap = input.order === "pixel-major" && pixels > 1;
  const byImage = swap
    ? graph.transpose(graph.reshape(input.value, [pixels, -1, input.channels]), [1, 0, 2])
    : input.value;
  return {
    output: {
      ...input,
      value: graph.reshape(byImage, [-1, units]),
      height: 1,
      width: 1,
      channels: units,
      order: "pixel-major",
    },
    backward: (gradient) => {
      if (!swap) return [gradient];
      const byPixel = graph.transpose(graph.reshape(gradient, [-1, pixels, input.channels]), [1, 0, 2]);
      return [graph.reshape(byPixel, [-1, input.channels])];
    },
  };
}
