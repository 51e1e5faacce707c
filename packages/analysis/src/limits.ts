import type { CompletedCell, Limit } from "@evenkeel/core";

/** Whether something cut the work short: its results do not compare with those of whole work. */
export function isLimited({ limits }: { readonly limits: readonly Limit[] }): boolean {
  return limits.length > 0;
}

/** Each once: what cut a training short also stands with the evaluation of its weights. */
export function uniqueLimits(limits: readonly Limit[]): Limit[] {
  return [...new Map(limits.map((limit) => [JSON.stringify(limit), limit])).values()];
}

/** Whether the budget let a batch size no more than its warm-up. */
export function limitsBatch({ limits }: CompletedCell, batchSize: number): boolean {
  return limits.some((limit) => limit.batchSize === batchSize && limit.done === 0);
}
