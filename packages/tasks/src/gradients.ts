import { checkResultSchema, measurement } from "@evenkeel/core";
import { z } from "zod";
import { noVariants, type TaskDefinition } from "./definition.ts";

const settings = z.strictObject({});
const samples = z.strictObject({ checks: z.array(checkResultSchema) });
export type GradientSamples = z.infer<typeof samples>;

/** The gradient gate: holds a backend against the float64 oracle. */
export const gradients: TaskDefinition<z.infer<typeof settings>, GradientSamples> = {
  summary: "the gradient gate: predictions, losses, gradients and updates against the float64 oracle",
  settings,
  samples: { file: "gradients.json", schema: samples },
  needs: "layers",
  after: [],
  provedFirst: false,
  repeats: { seeds: false, rounds: false, threads: true },
  variants: () => noVariants,
  measurements: ({ checks }) => {
    const asked = checks.filter(({ verdict }) => verdict !== "unsupported");
    const failed = asked.filter(({ verdict }) => verdict !== "passed");
    const errors = asked.flatMap(({ maxRelative }) => maxRelative ?? []);
    const n = Math.max(1, asked.length);
    return {
      ...measurement("gradients.checks", asked.length, n),
      ...measurement("gradients.failedChecks", failed.length, n),
      ...(errors.length > 0 && measurement("gradients.maxRelativeError", Math.max(...errors), errors.length)),
    };
  },
};
