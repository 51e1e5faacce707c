import { createRequire } from "node:module";
import { normalCdf } from "../../src/distributions.ts";

const require = createRequire(import.meta.url);

/** Two-sided p of Welch's t test. What sign-flips are held against: it takes all values for independent. */
export function welchP(a: readonly number[], b: readonly number[]): number {
  const tCdf = require("@stdlib/stats-base-dists-t-cdf") as (x: number, v: number) => number;
  const [x, y] = [momentsOf(a), momentsOf(b)];
  const error = Math.sqrt(x.squaredError + y.squaredError);
  const freedom =
    (x.squaredError + y.squaredError) ** 2 /
    (x.squaredError ** 2 / (a.length - 1) + y.squaredError ** 2 / (b.length - 1));
  return 2 * tCdf(-Math.abs(x.mean - y.mean) / error, freedom);
}

function momentsOf(values: readonly number[]): { mean: number; squaredError: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, squaredError: squares / (values.length - 1) / values.length };
}

/** Two-sided p of the Mann–Whitney test: normal approximation with midranks, corrected for ties. */
export function mannWhitneyP(a: readonly number[], b: readonly number[]): number {
  const all = Float64Array.from([...a, ...b]).sort();
  const ranks = new Map<number, number>();
  let ties = 0;
  for (let begin = 0; begin < all.length;) {
    let end = begin + 1;
    while (all[end] === all[begin]) end += 1;
    ranks.set(all[begin] as number, (begin + 1 + end) / 2);
    ties += (end - begin) ** 3 - (end - begin);
    begin = end;
  }
  const n = all.length;
  const u = a.reduce((sum, value) => sum + (ranks.get(value) as number), 0) - (a.length * (a.length + 1)) / 2;
  const variance = ((a.length * b.length) / 12) * (n + 1 - ties / (n * (n - 1)));
  return 2 * normalCdf(-Math.abs(u - (a.length * b.length) / 2) / Math.sqrt(variance));
}
