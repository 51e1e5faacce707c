import type { Sides } from "@evenkeel/stats";
import type { SeriesKind } from "../series.ts";

/** The least change that is proposed, however sure it is: both must be reached. */
export interface Floor {
  /** Ratio of the levels, minus 1; nothing of what is compared by differences. */
  readonly ratio: number;
  /** In the unit of the measurement: bytes, a share. */
  readonly absolute: number;
}

const mebibyte = 2 ** 20;

/**
 * By what a series holds. 3% is the nightly floor of times; memory and files are known more closely. No run brings a
 * share, a loss, an error or a count to a history today.
 */
export const floors: Readonly<Record<SeriesKind, Floor>> = {
  time: { ratio: 0.03, absolute: 0 },
  rate: { ratio: 0.03, absolute: 0 },
  memory: { ratio: 0.03, absolute: 4 * mebibyte },
  accuracy: { ratio: 0, absolute: 0.0025 },
  share: { ratio: 0, absolute: 0.01 },
  loss: { ratio: 0.03, absolute: 0 },
  error: { ratio: 0.03, absolute: 0 },
  count: { ratio: 0.03, absolute: 0 },
  size: { ratio: 0.01, absolute: mebibyte },
};

/**
 * Everything that detection has of numbers, beside the floors. Each was set on simulated histories (docs/detection.md).
 */
export const rules = {
  /** The latest nights that are looked at: what lies further back is history. */
  window: 120,
  /** Fewer nights show nothing; a drift needs more. */
  fewestNights: 7,
  fewestForDrift: 20,
  /** Nights before a step: this share of those looked at, within these bounds; and nights after it. */
  before: { share: 0.2, fewest: 3, most: 10 },
  fewestAfter: 2,
  /** A night further than so many standard deviations from the median of those around it is pulled in before a test. */
  spikeReach: 3,
  /** Log-likelihood by which a step must explain a series better than a straight line does, to be one. */
  stepOverLine: 6,
  /** Largest p of a proposal: waiting for a drift costs little. q is Benjamini & Hochberg's over all series tested. */
  level: { step: 0.004, drift: 0.002 },
  q: 0.1,
  /** Least change of level ÷ scatter of the nights about their level. */
  separation: { step: 1, drift: 1.75 },
  /**
   * Of the last so many nights since a step the fewest, or all of fewer, that lie beyond this quantile of those before.
   */
  persistence: { nights: 5, fewest: 3, quantile: 0.9 },
  /** Nights that must be equal before an exact change, and differ after it. */
  exact: { fewestBefore: 3, fewestAfter: 2 },
  /**
   * Drawn series that are as far out as the one observed end the drawing; how many are drawn where a gate has failed.
   */
  exceedances: 20,
  fewestReplicates: 1999,
  replicatesWithoutProposal: 999,
  mostReplicates: 99_999,
  /** The minimum detectable effect is of a step after which there are so many nights, found with this power. */
  detectable: { nights: 10, power: 0.8 },
} as const;

/** Where a step may lie among so many nights. */
export function sidesOf(nights: number): Sides {
  const { share, fewest, most } = rules.before;
  const fewestBefore = Math.min(most, Math.max(fewest, Math.ceil(share * nights)));
  return { fewestBefore, fewestAfter: rules.fewestAfter };
}

/**
 * Drawn series that a p needs, so that the smallest one still counts among so many series: q of the only changed one is
 * then below `rules.q`.
 */
export function replicatesFor(judged: number): number {
  return Math.min(rules.mostReplicates, Math.max(rules.fewestReplicates, Math.ceil((2 * judged) / rules.q)));
}
