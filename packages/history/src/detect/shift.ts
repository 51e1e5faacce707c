import { bestLine, bestStep, median, medianAbsoluteDeviation, theilSenSlope } from "@evenkeel/stats";
import { rules, sidesOf } from "./rules.ts";

/** The median absolute deviation of normal values, times this, is their standard deviation. */
const normalScale = 1.4826;

/** A step or a drift, on the scale that its values are compared on. */
export interface Shift {
  readonly kind: "step" | "drift";
  readonly values: Float64Array;
  /** The first value after a step; the last of a drift. */
  readonly at: number;
  /** Levels before and after. */
  readonly before: number;
  readonly after: number;
  /** Standard deviation of the values about their level. */
  readonly scatter: number;
  /** Squared distances of the clipped values from the least-squares fit. */
  readonly residualSquares: number;
  /** Log-likelihood by which a step describes the values better than a straight line. */
  readonly stepOverLine: number;
}

/**
 * What describes the values better: a step, or where it is hardly better a line, if there are nights enough for one.
 * Where it is comes from the clipped values by least squares; how large it is from medians of all values.
 */
export function shiftOf(values: Float64Array, clipped: Float64Array): Shift {
  const n = values.length;
  const step = bestStep(clipped, sidesOf(n));
  const line = bestLine(clipped);
  const stepOverLine = (n / 2) * Math.log(line.residualSquares / step.residualSquares);
  if (n < rules.fewestForDrift || stepOverLine >= rules.stepOverLine) {
    const [before, after] = [median(values.subarray(0, step.at)), median(values.subarray(step.at))];
    const residuals = values.map((value, index) => value - (index < step.at ? before : after));
    const { at, residualSquares } = step;
    const scatter = scatterOf(residualSquares, residuals);
    return { kind: "step", values, at, before, after, scatter, residualSquares, stepOverLine };
  }
  const slope = theilSenSlope(values);
  const residuals = values.map((value, index) => value - slope * index);
  const before = median(residuals);
  const after = before + slope * (n - 1);
  const { residualSquares } = line;
  const scatter = scatterOf(residualSquares, residuals);
  return { kind: "drift", values, at: n - 1, before, after, scatter, residualSquares, stepOverLine };
}

/** The larger of what least squares and the median deviation say: two hosts count as far apart as they are. */
function scatterOf(residualSquares: number, residuals: Float64Array): number {
  const standard = Math.sqrt(residualSquares / (residuals.length - 2));
  return Math.max(standard, normalScale * medianAbsoluteDeviation(residuals));
}
