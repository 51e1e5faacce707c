import { measurement, type Measurements } from "@evenkeel/core";
import { earnedPercentile } from "@evenkeel/stats";

/** Median, 90th and 99th percentile of times in ms, each where there are samples enough for it. */
export function earnedPercentiles(
  prefix: "latency" | "multiStream" | "server",
  timesMs: readonly number[],
): Measurements {
  return Object.assign(
    {},
    ...(["p50", "p90", "p99"] as const).map((percentile) => {
      const earned = earnedPercentile(timesMs, percentile);
      return earned.state === "insufficient" ? {} : measurement(`${prefix}.${percentile}Ms`, earned.value, earned.n);
    }),
  ) as Measurements;
}
