import { measurement } from "@evenkeel/core";
import { z } from "zod";
import { noVariants, type TaskDefinition } from "./definition.ts";
import { earnedPercentiles } from "./percentiles.ts";

/** MLPerf's inference rules send 8 samples a query. */
const settings = z.strictObject({ imagesPerQuery: z.int().positive().default(8) });
const samples = z.strictObject({
  imagesPerQuery: z.int().positive(),
  /** Of each query, in the order of time, in ms: by the harness's clock, and what the backend says it computed. */
  callMs: z.array(z.number()),
  computeMs: z.array(z.number()),
});
export type MultiStreamSamples = z.infer<typeof samples>;

/**
 * The time of a query of several images, one query after another: the multi-stream scenario of MLPerf's inference
 * rules (mlcommons/inference_policies, "Scenarios"). A query is one call of `predict`.
 */
export const multiStream: TaskDefinition<z.infer<typeof settings>, MultiStreamSamples> = {
  summary: "the time of one query of several images, after MLPerf's multi-stream scenario",
  settings,
  samples: { file: "multi-stream.json", schema: samples },
  needs: "predicts",
  after: [],
  provedFirst: false,
  repeats: { seeds: false, rounds: true, threads: true },
  variants: () => noVariants,
  measurements: ({ imagesPerQuery, callMs }) =>
    callMs.length === 0
      ? {}
      : {
          ...earnedPercentiles("multiStream", callMs),
          ...measurement("multiStream.imagesPerQuery", imagesPerQuery, callMs.length),
        },
};
