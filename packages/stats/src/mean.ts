/** The sum of values, in their unit; 0 of none. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The arithmetic mean, in their unit; NaN of none. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
