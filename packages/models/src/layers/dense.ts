import { elementCount } from "@evenkeel/core";
import type { LayerDefinition } from "./layer-definition.ts";
import { misfit } from "./shapes.ts";
import { kernelAndBias, plainFans } from "./slots.ts";

export const dense = {
  stem: "dense",
  outputShape: ({ units }, [input], where) => {
    if (input.length !== 1) throw misfit(where, "a flat input (put a flatten layer before it)", input);
    return [units];
  },
  slots: ({ units, bias }, input) => {
    const kernel = [input.at(-1) ?? 0, units];
    return kernelAndBias(kernel, plainFans(kernel), bias, units);
  },
  flops: ({ bias }, input, output) => elementCount(output) * (2 * elementCount(input) + Number(bias)),
  hasKinks: false,
} satisfies LayerDefinition<"dense">;
