import { elementCount } from "@evenkeel/core";
import type { LayerDefinition } from "./layer-definition.ts";
import { windowed } from "./shapes.ts";
import { kernelAndBias, plainFans } from "./slots.ts";

export const conv2d = {
  stem: "conv",
  outputShape: (layer, [input], where) => [...windowed(input, layer, where), layer.filters],
  slots: ({ kernel: window, filters, bias }, input) => {
    const kernel = [...window, input.at(-1) ?? 0, filters];
    return kernelAndBias(kernel, plainFans(kernel), bias, filters);
  },
  flops: ({ kernel, bias }, input, output) =>
    elementCount(output) * (2 * elementCount(kernel) * (input.at(-1) ?? 0) + Number(bias)),
  hasKinks: false,
} satisfies LayerDefinition<"conv2d">;
