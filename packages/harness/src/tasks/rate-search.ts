/** A rate of arrivals that was tried. */
export interface TriedRate {
  readonly ratePerSecond: number;
  /** Whether latencies stayed within the bound. */
  readonly held: boolean;
}

/** Two rates that lie no further apart are not told apart. */
const resolution = 1.05;
/** Below this part of what the worker can serve no rate is tried. */
const lowestLoad = 1 / 64;

/**
 * The next rate to try, null when the highest that holds is known: from half of what one worker can serve upwards or
 * downwards until one holds and one does not, then half-way between them by ratio. A rate above that capacity is never
 * tried: queries would pile up for as long as they come, whatever a short trial shows.
 */
export function nextRate(tried: readonly TriedRate[], capacityPerSecond: number): number | null {
  const high = Math.min(...tried.filter(({ held }) => !held).map(({ ratePerSecond }) => ratePerSecond));
  const below = tried.filter(({ held, ratePerSecond }) => held && ratePerSecond < high);
  const low = Math.max(0, ...below.map(({ ratePerSecond }) => ratePerSecond));
  if (tried.length === 0) return capacityPerSecond / 2;
  if (!Number.isFinite(high)) {
    return low * resolution >= capacityPerSecond ? null : Math.min(1.5 * low, capacityPerSecond);
  }
  if (low === 0) return high / 2 < lowestLoad * capacityPerSecond ? null : high / 2;
  return high / low <= resolution ? null : Math.sqrt(high * low);
}
