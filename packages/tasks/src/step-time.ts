import { measurement, type Measurements } from "@evenkeel/core";
import { z } from "zod";
import { computeShare } from "./compute-share.ts";
import { noVariants, type TaskDefinition } from "./definition.ts";
import { rates } from "./rates.ts";
import { threadsSchema } from "./threads.ts";

const settings = z.strictObject({
  batchSizes: z.array(z.int().positive()).min(1).default([32]),
  /** Left out, the experiment's own. */
  threads: threadsSchema.exactOptional(),
  /** Backends that ratios are taken to: to the first, and in each round to the fastest of all of them. */
  references: z.array(z.string()).exactOptional(),
  /** The same by its older name. */
  baselines: z.array(z.string()).exactOptional(),
});
/** A reading of the machine just before the cell measured, of so many samples. */
const reading = z.strictObject({ value: z.number(), n: z.int().positive() }).nullable();
const samples = z.strictObject({
  /** What the machine gave on the same threads: a message to another thread and back, a 1024² matrix product. */
  machine: z.strictObject({ threadRoundTripNs: reading, matrixProductGflops: reading }),
  batches: z.array(
    z.strictObject({
      batchSize: z.int().positive(),
      /** Calls of `train` in order of time, in ms: by the harness's clock, and what the backend says it computed. */
      calls: z.array(z.strictObject({ steps: z.int().positive(), callMs: z.number(), computeMs: z.number() })),
    }),
  ),
});
export type StepTimeSamples = z.infer<typeof samples>;

/** The time of a training step at several batch sizes and threads. */
export const stepTime: TaskDefinition<z.infer<typeof settings>, StepTimeSamples> = {
  summary: "the time of a training step, at several batch sizes and threads",
  settings,
  samples: { file: "step-time.json", schema: samples },
  needs: "trains",
  after: ["gradients"],
  provedFirst: true,
  repeats: { seeds: false, rounds: true, threads: true },
  variants: () => noVariants,
  threads: ({ threads }) => threads ?? null,
  measurements: ({ machine: { threadRoundTripNs, matrixProductGflops }, batches }) => {
    const stepMs = batches.map(({ batchSize, calls }) => ({
      batchSize,
      calls,
      callMs: calls.map(({ steps, callMs }) => callMs / steps),
    }));
    const [best] = rates(stepMs);
    return {
      ...(threadRoundTripNs !== null &&
        measurement("stepTime.threadRoundTripNs", threadRoundTripNs.value, threadRoundTripNs.n)),
      ...(matrixProductGflops !== null &&
        measurement("stepTime.matrixProductGflops", matrixProductGflops.value, matrixProductGflops.n)),
      ...(best !== undefined && bestRate(best)),
    };
  },
};

/** Each call holds several steps, and every step counts. */
function bestRate({
  imagesPerSecond,
  batch: { batchSize, calls },
}: {
  readonly imagesPerSecond: number;
  readonly batch: StepTimeSamples["batches"][number];
}): Measurements {
  const n = calls.reduce((sum, { steps }) => sum + steps, 0);
  const share = computeShare({
    callMs: calls.map(({ callMs }) => callMs),
    computeMs: calls.map(({ computeMs }) => computeMs),
  });
  return {
    ...measurement("stepTime.imagesPerSecond", imagesPerSecond, n),
    ...measurement("stepTime.bestBatchSize", batchSize, n),
    ...(share !== null && measurement("stepTime.computeShare", share, n)),
  };
}
