import type { FitBias } from "./autocorrelation.ts";
import { median } from "./quantile.ts";

/** A straight line through values at equal distances, by least squares. */
export interface LineFit {
  /** At the middle of the values, in their unit. */
  readonly middle: number;
  /** Per value. */
  readonly slope: number;
  /** |slope| ÷ its standard error were the values independent (Student's t); infinite without scatter. */
  readonly t: number;
  readonly residualSquares: number;
}

/** Of `autoregression` on the residuals of a line: fitted to simulated series of 12 to 120 values. */
export const lineBias: FitBias = { constant: 2, slope: 5.3 };

/** O(n). Throws a `RangeError` for fewer than 3 values. */
export function bestLine(values: Float64Array): LineFit {
  const n = values.length;
  if (n < 3) throw new RangeError(`bestLine: expected 3 values or more, got ${n}`);
  let sum = 0;
  for (const value of values) sum += value;
  const middle = sum / n;
  let squares = 0;
  let products = 0;
  for (let index = 0; index < n; index += 1) {
    const distance = (values[index] as number) - middle;
    squares += distance * distance;
    products += distance * (index - (n - 1) / 2);
  }
  const spread = (n * (n * n - 1)) / 12;
  const explained = (products * products) / spread;
  const residualSquares = squares - explained > 1e-12 * squares ? squares - explained : 0;
  const t = explained > 0 ? Math.sqrt(((n - 2) * explained) / residualSquares) : 0;
  return { middle, slope: products / spread, t, residualSquares };
}

/** Writes what the line leaves of each value into `into`. */
export function lineResiduals(values: Float64Array, { middle, slope }: LineFit, into: Float64Array): void {
  const centre = (values.length - 1) / 2;
  for (let index = 0; index < values.length; index += 1) {
    into[index] = (values[index] as number) - middle - slope * (index - centre);
  }
}

/**
 * The median of the slopes of all pairs of values, per value (Theil 1950; Sen 1968,
 * doi:10.1080/01621459.1968.10480934): spikes do not turn it. O(n² log n); NaN for fewer than 2 values.
 */
export function theilSenSlope(values: ArrayLike<number>): number {
  const n = values.length;
  const slopes = new Float64Array((n * (n - 1)) / 2);
  let pair = 0;
  for (let first = 0; first < n; first += 1) {
    for (let second = first + 1; second < n; second += 1) {
      slopes[pair] = ((values[second] as number) - (values[first] as number)) / (second - first);
      pair += 1;
    }
  }
  return median(slopes);
}
