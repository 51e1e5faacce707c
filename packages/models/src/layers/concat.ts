import type { LayerDefinition } from "./layer-definition.ts";
import { misfit } from "./shapes.ts";
import { noSlots } from "./slots.ts";

export const concat = {
  stem: "concat",
  outputShape: (_, inputs, where) => {
    const [first] = inputs;
    const leading = first.slice(0, -1);
    for (const other of inputs) {
      const fits = other.length === first.length && other.slice(0, -1).join() === leading.join();
      if (!fits) throw misfit(where, `[${[...leading, "any"].join(", ")}]`, other);
    }
    return [...leading, inputs.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0)];
  },
  slots: noSlots,
  flops: () => 0,
  hasKinks: false,
} satisfies LayerDefinition<"concat">;
