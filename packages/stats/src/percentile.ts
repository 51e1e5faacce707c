import { quantile } from "./quantile.ts";

export type Percentile = "p50" | "p90" | "p95" | "p99";

/**
 * Fewest samples from which a percentile may be printed.
 * Early stopping, 99% confidence, one over-latency sample (MLPerf inference rules, appendix on early stopping).
 */
export const minimumSamples: Readonly<Record<Percentile, number>> = { p50: 1, p90: 64, p95: 130, p99: 662 };

export type EarnedPercentile =
  | { readonly state: "earned"; readonly value: number; readonly n: number }
  | { readonly state: "insufficient"; readonly n: number; readonly needed: number };

/** A percentile, or how many samples it would need. */
export function earnedPercentile(samples: ArrayLike<number>, percentile: Percentile): EarnedPercentile {
  const n = samples.length;
  const needed = minimumSamples[percentile];
  if (n < needed) return { state: "insufficient", n, needed };
  return { state: "earned", value: quantile(samples, Number(percentile.slice(1)) / 100), n };
}
