import { median } from "@evenkeel/stats";
import type { Point } from "../point.ts";

/** Whether a series was measured when its machine last ran. */
export type Presence = "present" | "missing" | "ended";

/**
 * In multiples of the usual time between a series' nights: later than this it is missing, and then no longer expected.
 */
const missingAfter = 0.75;
const endedAfter = 14;
/** Of how many latest nights the usual time between them is taken. */
const latestNights = 15;

/**
 * A series is missing when its machine ran again and it was not measured by the time that one of its nights usually
 * follows another, and has ended when that was 14 times as long ago. `machineAt`: when the machine's latest run began,
 * in ms UTC.
 */
export function presenceOf(points: readonly Point[], machineAt: number): Presence {
  const times = points.slice(-latestNights).map(({ at }) => at);
  const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
  const last = times.at(-1);
  if (last === undefined) return "ended";
  // A single night says nothing of when the next is due.
  if (gaps.length === 0) return last < machineAt ? "ended" : "present";
  const waited = (machineAt - last) / median(gaps);
  if (waited <= missingAfter) return "present";
  return waited <= endedAfter ? "missing" : "ended";
}
