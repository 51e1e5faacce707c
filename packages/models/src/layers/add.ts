import { elementCount } from "@evenkeel/core";
import type { LayerDefinition } from "./layer-definition.ts";
import { misfit } from "./shapes.ts";
import { noSlots } from "./slots.ts";

export const add = {
  stem: "add",
  outputShape: (_, inputs, where) => {
    const [first] = inputs;
    for (const other of inputs) if (other.join() !== first.join()) throw misfit(where, `[${first.join(", ")}]`, other);
    return first;
  },
  slots: noSlots,
  flops: ({ inputs }, _, output) => elementCount(output) * (inputs.length - 1),
  hasKinks: false,
} satisfies LayerDefinition<"add">;
