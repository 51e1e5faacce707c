/** Two one-sided tests at 5% each are one interval at 90% (Schuirmann 1987, doi:10.1007/BF01068419). */
export const equivalenceConfidence = 0.9;

/**
 * Whether two are equivalent: their difference's interval at `equivalenceConfidence` lies inside ± margin, in the
 * difference's unit. A true difference of the margin or more is then called equivalent in at most 5% of cases. An
 * interval that does not exist (too few pairs) shows nothing. Throws a `RangeError` unless the margin is positive.
 */
export function isEquivalent(interval: readonly [number, number] | null, margin: number): boolean {
  if (!(margin > 0)) throw new RangeError(`isEquivalent: expected a positive margin, got ${margin}`);
  return interval !== null && interval[0] > -margin && interval[1] < margin;
}
