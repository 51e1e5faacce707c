/** The value of a series in one run. */
export interface Point {
  /** When the run began, in ms since 1970 (UTC). */
  readonly at: number;
  readonly runId: string;
  /** In the unit of the series: the median over rounds, or the mean over seeds of what a seed determines. */
  readonly value: number;
  /** Rounds or seeds behind it. */
  readonly n: number;
  /** Where the middle half of the rounds or seeds begins; of fewer than 4 the smallest, null of one. */
  readonly low: number | null;
  /** Where it ends, likewise. */
  readonly high: number | null;
  /** The machine was not itself: the point is kept and shown, and never judged. */
  readonly quarantined: boolean;
}
