/**
 * The largest absolute difference over the largest magnitude expected (over 1 where zeros are expected). Infinite for
 * another length or where anything is not a number.
 */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let magnitude = 0;
  for (let i = 0; i < expected.length; i += 1) {
    const error = Math.abs((actual[i] as number) - (expected[i] as number));
    if (Number.isNaN(error)) return Infinity;
    difference = Math.max(difference, error);
    magnitude = Math.max(magnitude, Math.abs(expected[i] as number));
  }
  return difference / (magnitude === 0 ? 1 : magnitude);
}
