import { measurement } from "@evenkeel/core";
import { z } from "zod";
import { computeShare } from "./compute-share.ts";
import { noVariants, type TaskDefinition } from "./definition.ts";
import { rates } from "./rates.ts";

const settings = z.strictObject({ batchSizes: z.array(z.int().positive()).min(1).default([1, 32, 128]) });
const samples = z.strictObject({
  /**
   * Times of predicting one batch in ms, in the order of time: around each call by the harness's clock, and what the
   * backend says it computed; null where it was not kept.
   */
  batches: z.array(
    z.strictObject({
      batchSize: z.int().positive(),
      callMs: z.array(z.number()),
      computeMs: z.array(z.number()).nullable(),
    }),
  ),
});
export type ThroughputSamples = z.infer<typeof samples>;

/** Predictions a second at several batch sizes. */
export const throughput: TaskDefinition<z.infer<typeof settings>, ThroughputSamples> = {
  summary: "predictions a second, the best of several batch sizes",
  settings,
  samples: { file: "throughput.json", schema: samples },
  needs: "predicts",
  after: [],
  provedFirst: false,
  repeats: { seeds: false, rounds: true, threads: true },
  variants: () => noVariants,
  measurements: ({ batches }) => {
    const [best] = rates(batches);
    if (best === undefined) return {};
    const { callMs, computeMs, batchSize } = best.batch;
    const share = computeMs === null ? null : computeShare({ callMs, computeMs });
    return {
      ...measurement("throughput.imagesPerSecond", best.imagesPerSecond, best.n),
      ...measurement("throughput.bestBatchSize", batchSize, best.n),
      ...(share !== null && measurement("throughput.computeShare", share, best.n)),
    };
  },
};
