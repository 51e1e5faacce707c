import { randomStream } from "@evenkeel/core";

/** With fewer pairs no values whatever reach p = 0.05: two of 2⁵ sign patterns are 0.0625. */
export const fewestPairsToDecide = 6;

/** Up to this many pairs every pattern of signs is looked at; of more, a seeded sample. */
const mostExact = 16;
const sampled = 2 ** mostExact;

/** What a sign-flip test says of paired differences, in their unit. */
export interface SignFlip {
  /** Their mean. */
  readonly estimate: number;
  /** Two-sided p of no difference: the share of sign patterns with a mean as far from 0. 1 without differences. */
  readonly p: number;
  /** Ends of the values that the test at 1 − confidence does not reject; null where n is too small for the level. */
  readonly interval: (confidence: number) => readonly [number, number] | null;
}

/**
 * The exact two-sided sign-flip (randomisation) test of the mean of paired differences (Fisher 1935, The Design of
 * Experiments, §21), and its interval by inversion. Under the hypothesis of no difference each difference is as likely
 * to have the other sign: nothing else is assumed of their distribution, which may be another one in every pair.
 *
 * A pattern of signs turns some subset of the differences round, and reaches as far as the observed mean exactly when
 * that subset's mean lies beyond 0. So p is twice the share of subsets (the empty one counts) whose mean does, and the
 * ends of the interval are order statistics of the subsets' means (Hartigan 1969, "Using Subsample Values as Typical
 * Values").
 */
export function signFlip(differences: readonly number[]): SignFlip {
  const n = differences.length;
  const estimate = n === 0 ? 0 : differences.reduce((sum, one) => sum + one, 0) / n;
  const means = n <= mostExact ? allSubsetMeans(differences) : someSubsetMeans(differences);
  // Sums of the same numbers in another order differ in their last places.
  const slack = 1e-12 * Math.max(0, ...differences.map(Math.abs));
  const beyond = estimate > 0 ? countUpTo(means, slack) : means.length - countUpTo(means, -slack, true);
  return {
    estimate,
    p: Math.min(1, (2 * (1 + beyond)) / (means.length + 1)),
    interval: (confidence) => {
      const place = Math.floor(((1 - confidence) * (means.length + 1)) / 2 + 1e-9);
      if (place < 1) return null;
      return [means[place - 1] as number, means[means.length - place] as number];
    },
  };
}

/** Of every subset but the empty one, ascending. */
function allSubsetMeans(differences: readonly number[]): Float64Array {
  const count = 2 ** differences.length;
  const sums = new Float64Array(count);
  const sizes = new Uint8Array(count);
  differences.forEach((difference, index) => {
    const half = 2 ** index;
    for (let subset = 0; subset < half; subset += 1) {
      sums[half + subset] = (sums[subset] as number) + difference;
      sizes[half + subset] = (sizes[subset] as number) + 1;
    }
  });
  for (let subset = 1; subset < count; subset += 1) sums[subset] = (sums[subset] as number) / (sizes[subset] as number);
  return sums.subarray(1).sort();
}

/** Of subsets that each difference is in with probability ½, ascending; the same for the same number of differences. */
function someSubsetMeans(differences: readonly number[]): Float64Array {
  const random = randomStream(differences.length, "sign-flip");
  const means = new Float64Array(sampled - 1);
  for (let index = 0; index < means.length; index += 1) {
    let sum = 0;
    let size = 0;
    while (size === 0) {
      for (const difference of differences) {
        if (random.uniform() < 0.5) continue;
        sum += difference;
        size += 1;
      }
    }
    means[index] = sum / size;
  }
  return means.sort();
}

/** How many of sorted values are at most the bound, or below it. */
function countUpTo(sorted: Float64Array, bound: number, below = false): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] as number;
    if (below ? value < bound : value <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
