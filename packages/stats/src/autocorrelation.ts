/**
 * How far the lag-1 autocorrelation of what a fit leaves lies below the autoregression φ that made the values: on
 * average by (constant + slope · φ) ÷ n.
 */
export interface FitBias {
  readonly constant: number;
  readonly slope: number;
}

/** What is taken for φ before any value is seen, and how many values it weighs as much as. */
const prior = { phi: 0.2, weight: 8 };
/** Above it a level that lasts and one that wanders look alike over any history there is. */
export const largestPhi = 0.9;

/**
 * The autoregression φ of order 1, between 0 and 0.9, from what a fit left of a series in time order: its lag-1
 * autocorrelation, corrected for the fit's bias (first order in 1 ÷ n, as Marriott & Pope 1954,
 * doi:10.1093/biomet/41.3-4.390, do for a mean), and drawn towards 0.2 with the weight of eight values, as a short
 * series says little of it. Negative ones are taken for 0: alternation makes a level easier to tell, and is never
 * counted on.
 */
export function autoregression(residuals: Float64Array, { constant, slope }: FitBias): number {
  const n = residuals.length;
  let products = 0;
  let squares = 0;
  let before = 0;
  for (let index = 0; index < n; index += 1) {
    const residual = residuals[index] as number;
    products += residual * before;
    squares += residual * residual;
    before = residual;
  }
  const raw = squares > 0 ? products / squares : 0;
  const corrected = (n * raw + constant) / Math.max(n - slope, n / 2);
  const drawn = (n * corrected + prior.weight * prior.phi) / (n + prior.weight);
  return Math.min(largestPhi, Math.max(0, drawn));
}

/**
 * How many times larger the standard deviation of a mean of many values of an autoregression φ is than that of as many
 * independent ones: √((1 + φ) ÷ (1 − φ)).
 */
export function longRunFactor(phi: number): number {
  return Math.sqrt((1 + phi) / (1 - phi));
}
