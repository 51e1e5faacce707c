import { UsageError } from "@evenkeel/core";
import { count, defineFault } from "./fault.ts";

/** A provider that replaces its model and keeps the name. */
export const modelSwap = defineFault({
  summary: "another model predicts, under the same name",
  parameters: { after: count(100, "requests that the first model still predicts") },
  start: async ({ after }, { served: { others } }) => {
    if (others.swapped === null) {
      throw new UsageError("no other model is known to swap to", {
        where: "--fault model-swap",
        remedy: "name its weights with --swap-to",
      });
    }
    const other = await others.swapped();
    return {
      predict: async ({ index }, images, next) => (index < after ? next(images) : (await other.predict(images)).value),
      dispose: () => other.dispose(),
    };
  },
});
