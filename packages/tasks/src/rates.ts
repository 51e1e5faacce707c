import { median } from "@evenkeel/stats";

/** Batches of one size with their times in ms. */
interface TimedBatches {
  readonly batchSize: number;
  readonly callMs: readonly number[];
}

/** Images a second at each batch size, from the median time of its batches in ms; the fastest first. */
export function rates<T extends TimedBatches>(batches: readonly T[]) {
  return batches
    .map((batch) => ({
      batch,
      n: batch.callMs.length,
      imagesPerSecond: (1000 * batch.batchSize) / median(batch.callMs),
    }))
    .toSorted((left, right) => right.imagesPerSecond - left.imagesPerSecond);
}
