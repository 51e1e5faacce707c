import { measurement } from "@evenkeel/core";
import { earnedPercentile } from "@evenkeel/stats";
import { z } from "zod";
import { noVariants, type TaskDefinition } from "./definition.ts";

const settings = z.strictObject({});
const samples = z.strictObject({
  batchSize: z.literal(1),
  ms: z.array(z.number()),
  /** `time`: as they were taken, one after another. Runs of schema 1 kept them sorted. */
  order: z.enum(["time", "sorted"]),
});
export type LatencySamples = z.infer<typeof samples>;

/** The time of one prediction at a time. */
export const latency: TaskDefinition<z.infer<typeof settings>, LatencySamples> = {
  summary: "the time of one prediction, batch 1",
  settings,
  samples: { file: "latency.json", schema: samples },
  needs: "predicts",
  after: [],
  provedFirst: false,
  repeats: { seeds: false, rounds: true, threads: true },
  variants: () => noVariants,
  measurements: ({ ms }) =>
    Object.assign(
      {},
      ...(["p50", "p90", "p99"] as const).map((percentile) => {
        const earned = earnedPercentile(ms, percentile);
        return earned.state === "insufficient" ? {} : measurement(`latency.${percentile}Ms`, earned.value, earned.n);
      }),
    ),
};
