import { randomStream, type RandomStream } from "@evenkeel/core";
import { autoregression, largestPhi, longRunFactor, type FitBias } from "./autocorrelation.ts";
import { bestLine, lineBias, lineResiduals } from "./line-fit.ts";
import { bestStep, stepBias, stepResiduals, type Sides } from "./step-fit.ts";
import { standardNormal } from "./standard-normal.ts";

/** What a series is tested for: how it is fitted, what that leaves, and how far that hides the autoregression. */
interface Shape<Fit extends { readonly t: number; readonly residualSquares: number }> {
  readonly bias: FitBias;
  fit(values: Float64Array): Fit;
  residuals(values: Float64Array, fit: Fit, into: Float64Array): void;
}

export interface SieveOptions {
  /** The most series that are drawn: p is at least 1 ÷ (replicates + 1). */
  readonly replicates: number;
  /** Drawing ends when so many were as far out as the one observed. */
  readonly exceedances: number;
  readonly seed: number;
}

export interface SieveTest<Fit> {
  readonly fit: Fit;
  /** Of one level that wanders with this autoregression: how likely a fit as telling as this one is. */
  readonly p: number;
  readonly phi: number;
}

/** Innovations to draw from: enough that the choice among them is no matter. */
const poolSize = 1024;

/**
 * Tests one level against a step somewhere. The statistic is the largest |t| of any place, over the long-run factor of
 * the autoregression left beside the step (without it: Hawkins 1977, doi:10.1080/01621459.1977.10479935); its
 * distribution under one level comes from series drawn by an AR(1) sieve (Bühlmann 1997, doi:10.2307/3318584), each
 * fitted in the same way. As the statistic is studentised, a φ that is estimated somewhat wrong moves p little.
 * Throws a `RangeError` for too few values, or values without scatter about the step: those need no test.
 */
export function stepTest(values: Float64Array, sides: Sides, options: SieveOptions) {
  return sieveTest(
    { bias: stepBias, fit: (made: Float64Array) => bestStep(made, sides), residuals: stepResiduals },
    values,
    options,
  );
}

/** The same of a straight line: a slow drift against one level. */
export function driftTest(values: Float64Array, options: SieveOptions) {
  return sieveTest({ bias: lineBias, fit: bestLine, residuals: lineResiduals }, values, options);
}

function sieveTest<Fit extends { readonly t: number; readonly residualSquares: number }>(
  shape: Shape<Fit>,
  values: Float64Array,
  { replicates, exceedances, seed }: SieveOptions,
): SieveTest<Fit> {
  const n = values.length;
  const residuals = new Float64Array(n);
  const fit = shape.fit(values);
  if (!(fit.residualSquares > 0)) throw new RangeError("sieveTest: expected values that scatter about the fit");
  shape.residuals(values, fit, residuals);
  const phi = autoregression(residuals, shape.bias);
  const statistic = fit.t / longRunFactor(phi);
  const random = randomStream(seed, `sieve:${n}`);
  const pool = innovationsOf(residuals, phi, random);
  const made = new Float64Array(n);
  const asFarOut = () => {
    drawSeries(made, likelyPhi(phi, n, random), pool, random);
    const other = shape.fit(made);
    shape.residuals(made, other, residuals);
    return other.t / longRunFactor(autoregression(residuals, shape.bias)) >= statistic;
  };
  return { fit, phi, p: besagClifford(asFarOut, replicates, exceedances) };
}

/**
 * A Monte-Carlo p that ends early where it is large: exceedances ÷ draws at the draw that completes them, else (found +
 * 1) ÷ (draws + 1) (Besag & Clifford 1991, doi:10.1093/biomet/78.2.301).
 */
export function besagClifford(asFarOut: () => boolean, most: number, exceedances: number): number {
  let found = 0;
  for (let drawn = 1; drawn <= most; drawn += 1) {
    if (asFarOut()) found += 1;
    if (found === exceedances) return found / drawn;
  }
  return (found + 1) / (most + 1);
}

/**
 * An autoregression that could be the true one where φ was estimated from n values: a normal draw with its standard
 * error √((1 − φ²) ÷ n). With φ itself, series that wander more than they seem to would be taken for stepped.
 */
function likelyPhi(phi: number, n: number, random: RandomStream): number {
  const drawn = phi + Math.sqrt((1 - phi * phi) / n) * standardNormal(random);
  return Math.min(largestPhi, Math.max(0, drawn));
}

/** A series of one level: an autoregression of innovations drawn from the pool, begun at its lasting spread. */
function drawSeries(into: Float64Array, phi: number, pool: Float64Array, random: RandomStream): void {
  let value = (pool[random.below(poolSize)] as number) / Math.sqrt(1 - phi * phi);
  into[0] = value;
  for (let index = 1; index < into.length; index += 1) {
    value = phi * value + (pool[random.below(poolSize)] as number);
    into[index] = value;
  }
}

/**
 * What the autoregression leaves of the residuals, drawn with replacement and blurred by a normal kernel of Silverman's
 * width (1986, §3.4.2; the smoothed bootstrap of §6.4), so that a handful of values does not come back as ties; about
 * 0.
 */
function innovationsOf(residuals: Float64Array, phi: number, random: RandomStream): Float64Array {
  const left = residuals.slice(1).map((residual, index) => residual - phi * (residuals[index] as number));
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  const deviation = Math.sqrt(left.reduce((sum, value) => sum + (value - mean) ** 2, 0) / left.length);
  const width = 1.06 * deviation * left.length ** -0.2;
  const pool = Float64Array.from(
    { length: poolSize },
    () => (left[random.below(left.length)] as number) + width * standardNormal(random),
  );
  const centre = pool.reduce((sum, value) => sum + value, 0) / poolSize;
  return pool.map((value) => value - centre);
}
