import { createRequire } from "node:module";

/**
 * Distributions of @stdlib (agree with SciPy to 1e-13). Each is 200 small files: loaded at its first use, so that a
 * process that only measures never reads them.
 */
const require = createRequire(import.meta.url);

/** P(X ≤ successes) of so many trials. */
export function binomialCdf(successes: number, trials: number, probability: number): number {
  const cdf = require("@stdlib/stats-base-dists-binomial-cdf") as (x: number, n: number, p: number) => number;
  return cdf(successes, trials, probability);
}

/** The value below which a Beta(alpha, beta) lies with that probability. */
export function betaQuantile(probability: number, alpha: number, beta: number): number {
  const quantile = require("@stdlib/stats-base-dists-beta-quantile") as (p: number, a: number, b: number) => number;
  return quantile(probability, alpha, beta);
}

/** The value below which a standard normal variable lies with that probability. */
export function normalQuantile(probability: number): number {
  const quantile = require("@stdlib/stats-base-dists-normal-quantile") as (p: number, m: number, s: number) => number;
  return quantile(probability, 0, 1);
}

/** P(X ≤ value) of a standard normal variable. */
export function normalCdf(value: number): number {
  const cdf = require("@stdlib/stats-base-dists-normal-cdf") as (x: number, m: number, s: number) => number;
  return cdf(value, 0, 1);
}

/** The value below which Student's t lies with that probability. */
export function tQuantile(probability: number, freedom: number): number {
  const quantile = require("@stdlib/stats-base-dists-t-quantile") as (p: number, v: number) => number;
  return quantile(probability, freedom);
}
