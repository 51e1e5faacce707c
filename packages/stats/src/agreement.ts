/** Share of positions where both hold the same class. Throws a `RangeError` unless there are as many, at least one. */
export function pairedAgreement(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || a.length === 0)
    throw new RangeError(`agreement of ${a.length} with ${b.length} predictions`);
  let same = 0;
  for (let index = 0; index < a.length; index += 1) same += Number(a[index] === b[index]);
  return same / a.length;
}

/** |a − b| over the larger magnitude of the two; 0 when both are 0. */
export function relativeDifference(a: number, b: number): number {
  const scale = Math.max(Math.abs(a), Math.abs(b));
  return scale === 0 ? 0 : Math.abs(a - b) / scale;
}

/** The largest relative difference over the positions that both have; null when there is none. */
export function maxRelativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const shared = Math.min(a.length, b.length);
  let largest: number | null = null;
  for (let index = 0; index < shared; index += 1) {
    largest = Math.max(largest ?? 0, relativeDifference(a[index] ?? 0, b[index] ?? 0));
  }
  return largest;
}
