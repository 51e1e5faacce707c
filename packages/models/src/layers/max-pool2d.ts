import { elementCount } from "@evenkeel/core";
import type { LayerDefinition } from "./layer-definition.ts";
import { pooled } from "./shapes.ts";
import { noSlots } from "./slots.ts";

export const maxPool2d = {
  stem: "max-pool",
  outputShape: pooled,
  slots: noSlots,
  flops: ({ size }, _, output) => elementCount(output) * elementCount(size),
  /** Where the two largest values of a window are equal. */
  hasKinks: true,
} satisfies LayerDefinition<"max-pool2d">;
