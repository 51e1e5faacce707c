import { measurement, type MeasurementName, type Measurements } from "@evenkeel/core";
import { fewestPairs, median, pairedDifference } from "@evenkeel/stats";
import { z } from "zod";
import { noVariants, type TaskDefinition } from "./definition.ts";

const settings = z.strictObject({});
const samples = z.strictObject({
  calls: z.array(
    z.strictObject({
      call: z.enum(["predict", "train"]),
      batchSize: z.int().positive(),
      /** Wall times of the same work in alternating pairs: through our interface, and by direct library calls. */
      throughInterfaceMs: z.array(z.number()),
      byHandMs: z.array(z.number()),
    }),
  ),
});
export type OverheadSamples = z.infer<typeof samples>;
type Call = OverheadSamples["calls"][number];

/** What a call costs shows best at batch 1; what that means, at the batch size that most train with. */
export const overheadBatchSizes = { cost: 1, share: 32 } as const;

/** What our own interface adds to the library's calls. */
export const overhead: TaskDefinition<z.infer<typeof settings>, OverheadSamples> = {
  summary: "what our own interface adds to the library's calls",
  settings,
  samples: { file: "overhead.json", schema: samples },
  needs: "trains",
  after: [],
  provedFirst: false,
  repeats: { seeds: false, rounds: false, threads: true },
  variants: () => noVariants,
  measurements: ({ calls }) => ({
    ...added(calls, "overhead.predictMs", "predict"),
    ...added(calls, "overhead.trainMs", "train"),
    ...share(calls, "overhead.predictShare", "predict"),
    ...share(calls, "overhead.trainShare", "train"),
  }),
};

function added(calls: readonly Call[], name: MeasurementName, call: Call["call"]): Measurements {
  const found = enough(calls, call, overheadBatchSizes.cost);
  return found === undefined ? {} : measurement(name, addedMs(found), found.byHandMs.length);
}

function share(calls: readonly Call[], name: MeasurementName, call: Call["call"]): Measurements {
  const found = enough(calls, call, overheadBatchSizes.share);
  return found === undefined ? {} : measurement(name, addedMs(found) / median(found.byHandMs), found.byHandMs.length);
}

function enough(calls: readonly Call[], call: Call["call"], batchSize: number): Call | undefined {
  return calls.find(
    (candidate) =>
      candidate.call === call && candidate.batchSize === batchSize && candidate.byHandMs.length >= fewestPairs,
  );
}

function addedMs({ throughInterfaceMs, byHandMs }: Call): number {
  return pairedDifference(throughInterfaceMs, byHandMs).median;
}
