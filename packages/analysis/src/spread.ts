import { median, quantile } from "@evenkeel/stats";

/** Values of several rounds: their median between the smallest and the largest. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly n: number;
  /** See `spreadWidth`. */
  readonly width: number;
}

/** How far values scatter: the middle half of four and more, so that one disturbed round decides nothing; else all. */
export function spreadWidth(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return values.length < 4
    ? Math.max(...values) - Math.min(...values)
    : quantile(sorted, 0.75) - quantile(sorted, 0.25);
}

/** Of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  return {
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    n: values.length,
    width: spreadWidth(values),
  };
}
