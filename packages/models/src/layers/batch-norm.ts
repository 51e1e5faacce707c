import { elementCount } from "@evenkeel/core";
import type { LayerDefinition } from "./layer-definition.ts";
import { unchanged } from "./shapes.ts";

export const batchNorm = {
  stem: "batch-norm",
  outputShape: unchanged,
  slots: (_, input) => {
    const common = { shape: [input.at(-1) ?? 0], fans: null };
    return [
      { slot: "gamma", trainable: true, constant: 1, ...common },
      { slot: "beta", trainable: true, constant: 0, ...common },
      { slot: "movingMean", trainable: false, constant: 0, ...common },
      { slot: "movingVariance", trainable: false, constant: 1, ...common },
    ];
  },
  /** Folded to scale and shift. */
  flops: (_layer, _input, output) => 2 * elementCount(output),
  hasKinks: false,
} satisfies LayerDefinition<"batch-norm">;
