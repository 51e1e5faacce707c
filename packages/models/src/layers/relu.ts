import { elementCount } from "@evenkeel/core";
import type { LayerDefinition } from "./layer-definition.ts";
import { unchanged } from "./shapes.ts";
import { noSlots } from "./slots.ts";

export const relu = {
  stem: "relu",
  outputShape: unchanged,
  slots: noSlots,
  flops: (_layer, _input, output) => elementCount(output),
  /** At 0. */
  hasKinks: true,
} satisfies LayerDefinition<"relu">;
