import { median } from "@evenkeel/stats";

/** Images a second at each batch size, from the median time of its batches in ms; the fastest first. */
export function rates(batches: readonly { readonly batchSize: number; readonly callMs: readonly number[] }[]) {
  return batches
    .map(({ batchSize, callMs }) => ({
      batchSize,
      n: callMs.length,
      imagesPerSecond: (1000 * batchSize) / median(callMs),
    }))
    .toSorted((left, right) => right.imagesPerSecond - left.imagesPerSecond);
}
