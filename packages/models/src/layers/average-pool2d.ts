import { elementCount } from "@evenkeel/core";
import type { LayerDefinition } from "./layer-definition.ts";
import { pooled } from "./shapes.ts";
import { noSlots } from "./slots.ts";

export const averagePool2d = {
  stem: "average-pool",
  outputShape: pooled,
  slots: noSlots,
  /** And a division for each window. */
  flops: ({ size }, _, output) => elementCount(output) * (elementCount(size) + 1),
  hasKinks: false,
} satisfies LayerDefinition<"average-pool2d">;
