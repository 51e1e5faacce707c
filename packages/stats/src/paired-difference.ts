import { median, quantile } from "./quantile.ts";

/** With fewer pairs the machine's own unrest decides a median difference: it is not reported. */
export const fewestPairs = 20;

/** How one series of readings differs from another that was taken beside it. */
export interface PairedDifference {
  readonly median: number;
  readonly p25: number;
  readonly p75: number;
  readonly n: number;
}

/**
 * Each reading minus its partner: what both readings of a pair have in common, such as a machine that was busy just
 * then, falls away. Throws a `RangeError` for series of different length.
 */
export function pairedDifference(readings: readonly number[], partners: readonly number[]): PairedDifference {
  if (readings.length !== partners.length) {
    throw new RangeError(`pairedDifference: expected ${readings.length} partners, got ${partners.length}`);
  }
  const differences = readings.map((reading, index) => reading - (partners[index] ?? 0));
  return {
    median: median(differences),
    p25: quantile(differences, 0.25),
    p75: quantile(differences, 0.75),
    n: differences.length,
  };
}
