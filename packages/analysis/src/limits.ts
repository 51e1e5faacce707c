import type { CompletedCell } from "@evenkeel/core";

/** What a budget cut short. All that is read from one is read in this file; its words are the report's. */
export type Limit = CompletedCell["limits"][number];

/** Whether a budget cut the work short: its results do not compare with those of whole work. */
export function isLimited({ limits }: { readonly limits: readonly Limit[] }): boolean {
  return limits.length > 0;
}

/** The limits of several cells, each once. */
export function limitsOf(cells: readonly CompletedCell[]): Limit[] {
  return [...new Set(cells.flatMap(({ limits }) => limits))];
}

/**
 * The limit that another one repeats at its end, or itself: an evaluation's `weights of limited training: trained 3 of
 * 375 steps` comes from the training's `trained 3 of 375 steps`.
 */
export function rootLimit(limit: Limit, all: readonly Limit[]): Limit {
  return all.filter((other) => limit.endsWith(other)).toSorted((a, b) => a.length - b.length)[0] ?? limit;
}

/** The roots of all limits, each once. */
export function rootLimits(limits: readonly Limit[]): Limit[] {
  return [...new Set(limits.map((limit) => rootLimit(limit, limits)))];
}

/** Whether the budget let a batch size no more than its warm-up: such a limit names the size first. */
export function limitsBatch({ limits }: CompletedCell, batchSize: number): boolean {
  return limits.some((limit) => limit.startsWith(`batch ${batchSize}:`));
}
