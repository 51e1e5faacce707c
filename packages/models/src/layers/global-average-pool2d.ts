import { elementCount } from "@evenkeel/core";
import type { LayerDefinition } from "./layer-definition.ts";
import { image } from "./shapes.ts";
import { noSlots } from "./slots.ts";

export const globalAveragePool2d = {
  stem: "global-average-pool",
  outputShape: (_, [input], where) => [image(input, where)[2]],
  slots: noSlots,
  flops: (_, input, output) => elementCount(input) + elementCount(output),
  hasKinks: false,
} satisfies LayerDefinition<"global-average-pool2d">;
