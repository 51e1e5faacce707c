/** One of the two commits that are run side by side. */
export type Side = "good" | "suspect";

/** Both sides' value of one round, measured within minutes of each other. */
export interface Pair {
  readonly round: number;
  readonly good: number;
  readonly suspect: number;
}

/** Measures a side once; null where it gave no value. What was measured before is given again without measuring. */
export type MeasureSide = (side: Side, round: number) => Promise<number | null>;

/**
 * Measures both sides round by round, each first in turn, so that a drift of the machine favours neither. A round in
 * which a side has no value counts for nothing. Ends early where the signal aborts.
 */
export async function interleave(
  measure: MeasureSide,
  { rounds, signal }: { readonly rounds: number; readonly signal?: AbortSignal },
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const order: readonly Side[] = round % 2 === 1 ? ["good", "suspect"] : ["suspect", "good"];
    const values: Partial<Record<Side, number>> = {};
    for (const side of order) {
      if (signal?.aborted === true) return pairs;
      const value = await measure(side, round);
      if (value !== null) values[side] = value;
    }
    const { good, suspect } = values;
    if (good !== undefined && suspect !== undefined) pairs.push({ round, good, suspect });
  }
  return pairs;
}
