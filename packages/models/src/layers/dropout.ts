import type { LayerDefinition } from "./layer-definition.ts";
import { unchanged } from "./shapes.ts";
import { noSlots } from "./slots.ts";

export const dropout = {
  stem: "dropout",
  outputShape: unchanged,
  slots: noSlots,
  flops: () => 0,
  hasKinks: false,
} satisfies LayerDefinition<"dropout">;
