import { measurement } from "@evenkeel/core";
import { z } from "zod";
import { computeShare } from "./compute-share.ts";
import { noVariants, type TaskDefinition } from "./definition.ts";
import { earnedPercentiles } from "./percentiles.ts";

const settings = z.strictObject({});
const samples = z.strictObject({
  batchSize: z.literal(1),
  /** Around each call by the harness's clock, and what the backend says it computed; null where it was not kept. */
  callMs: z.array(z.number()),
  computeMs: z.array(z.number()).nullable(),
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
  measurements: ({ callMs, computeMs }) => {
    const share = computeMs === null ? null : computeShare({ callMs, computeMs });
    return {
      ...earnedPercentiles("latency", callMs),
      ...(share !== null && measurement("latency.computeShare", share, callMs.length)),
    };
  },
};
