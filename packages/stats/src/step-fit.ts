import type { FitBias } from "./autocorrelation.ts";

/** How many values there must be on either side of a step. */
export interface Sides {
  readonly fewestBefore: number;
  readonly fewestAfter: number;
}

/** A level up to a place and another from it on, by least squares. */
export interface StepFit {
  /** Index of the first value of the second level. */
  readonly at: number;
  /** Means before and from it on, in the values' unit. */
  readonly before: number;
  readonly after: number;
  /**
   * |difference of the means| ÷ its standard error were the values independent (Student's t); infinite without scatter.
   */
  readonly t: number;
  /** Sum of the squared distances from the levels. */
  readonly residualSquares: number;
}

/** Of `autoregression` on the residuals of the best step: fitted to simulated series of 20 to 120 values. */
export const stepBias: FitBias = { constant: 3.6, slope: 7 };

/**
 * The step that leaves least squared distance, over all places with enough values on both sides: equally the one with
 * the largest |t|. O(n). Throws a `RangeError` for fewer values than both sides ask for, or fewer than 3.
 */
export function bestStep(values: Float64Array, { fewestBefore, fewestAfter }: Sides): StepFit {
  const n = values.length;
  const fewest = Math.max(3, fewestBefore + fewestAfter);
  if (n < fewest) throw new RangeError(`bestStep: expected ${fewest} values or more, got ${n}`);
  const mean = meanOf(values);
  let squares = 0;
  let sum = 0;
  let at = fewestBefore;
  let most = -1;
  let sumAt = 0;
  for (let count = 1; count < n; count += 1) {
    const distance = (values[count - 1] as number) - mean;
    squares += distance * distance;
    sum += distance;
    if (count < fewestBefore || count > n - fewestAfter) continue;
    const explained = (sum * sum * n) / (count * (n - count));
    if (explained <= most) continue;
    most = explained;
    at = count;
    sumAt = sum;
  }
  const last = (values[n - 1] as number) - mean;
  squares += last * last;
  // What is left after a perfect fit is rounding.
  const residualSquares = squares - most > 1e-12 * squares ? squares - most : 0;
  const t = most > 0 ? Math.sqrt(((n - 2) * most) / residualSquares) : 0;
  return { at, before: mean + sumAt / at, after: mean - sumAt / (n - at), t, residualSquares };
}

/** Writes what the step leaves of each value into `into`. */
export function stepResiduals(values: Float64Array, { at, before, after }: StepFit, into: Float64Array): void {
  for (let index = 0; index < values.length; index += 1) {
    into[index] = (values[index] as number) - (index < at ? before : after);
  }
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
