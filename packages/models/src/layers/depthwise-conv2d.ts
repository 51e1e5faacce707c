import { elementCount } from "@evenkeel/core";
import type { LayerDefinition } from "./layer-definition.ts";
import { image, windowed } from "./shapes.ts";
import { kerasFans, kernelAndBias } from "./slots.ts";

export const depthwiseConv2d = {
  stem: "depthwise",
  outputShape: (layer, [input], where) => [...windowed(input, layer, where), image(input, where)[2] * layer.multiplier],
  slots: ({ kernel: window, multiplier, bias }, input) => {
    const channels = input.at(-1) ?? 0;
    const kernel = [...window, channels, multiplier];
    // PyTorch sees the kernel as [out, 1, height, width]: its fan-in is the receptive field alone.
    const fans = { ...kerasFans(kernel), torchFanIn: elementCount(window) };
    return kernelAndBias(kernel, fans, bias, channels * multiplier);
  },
  flops: ({ kernel, bias }, _, output) => elementCount(output) * (2 * elementCount(kernel) + Number(bias)),
  hasKinks: false,
} satisfies LayerDefinition<"depthwise-conv2d">;
