import { tQuantile } from "@evenkeel/stats";

/** What trackers do that look at the last night alone: whether they alarm at it. */
export type SimpleMethod = (values: Float64Array) => boolean;

/** The last night is 10% above or below the night before it. */
export const threshold: SimpleMethod = (values) => {
  const [before, last] = [values.at(-2) as number, values.at(-1) as number];
  return Math.abs(last / before - 1) > 0.1;
};

/** Student's t of the logarithm of the last night against those of all nights before it, at p ≤ 0.01. */
export const tTest: SimpleMethod = (values) => {
  const logs = values.map(Math.log);
  const earlier = logs.subarray(0, -1);
  const n = earlier.length;
  const mean = earlier.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(earlier.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const t = ((logs.at(-1) as number) - mean) / (deviation * Math.sqrt(1 + 1 / n));
  return Math.abs(t) >= tQuantile(1 - 0.01 / 2, n - 1);
};

/** Whether it alarms at any of the last so many nights, as each comes in. */
export function alarmsWithin(method: SimpleMethod, values: Float64Array, nights: number): boolean {
  return Array.from({ length: nights }, (_, back) => values.subarray(0, values.length - back)).some(method);
}
