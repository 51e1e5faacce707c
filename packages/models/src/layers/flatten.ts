import { elementCount } from "@evenkeel/core";
import type { LayerDefinition } from "./layer-definition.ts";
import { noSlots } from "./slots.ts";

export const flatten = {
  stem: "flatten",
  outputShape: (_, [input]) => [elementCount(input)],
  slots: noSlots,
  flops: () => 0,
  hasKinks: false,
} satisfies LayerDefinition<"flatten">;
