/**
 * Quantile by linear interpolation between order statistics (Hyndman & Fan 1996, type 7, R's and NumPy's default).
 * NaN without values. Throws a `RangeError` unless the probability lies between 0 and 1.
 */
export function quantile(values: ArrayLike<number>, probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`quantile: expected 0 to 1, got ${probability}`);
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  // Two infinities have no difference.
  if (below === above) return below;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Median of the absolute deviations from the median, unscaled. */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const centre = median(values);
  return median(Float64Array.from(values, (value) => Math.abs(value - centre)));
}
