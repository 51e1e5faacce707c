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
 * Values"). The interval's coverage is exactly 1 − 2k ÷ 2ⁿ with the largest whole k that keeps it at the confidence or
 * above: of 95% asked 96.9% with 6 pairs, 95.3% with 7 to 9, 95.0 to 95.1% with more. Throws a `RangeError` for a
 * difference that is not finite.
 */
export function signFlip(differences: readonly number[]): SignFlip {
  const n = differences.length;
  if (!differences.every(Number.isFinite)) throw new RangeError("signFlip: expected finite differences");
  const total = differences.reduce((sum, one) => sum + one, 0);
  const subsets = n <= mostExact ? subsetsOf(differences) : someSubsetsOf(differences);
  const count = subsets.sums.length;
  let means: Float64Array | null = null;
  return {
    estimate: n === 0 ? 0 : total / n,
    p: Math.min(1, (2 * countBeyond(subsets.sums, total, differences)) / count),
    interval: (confidence) => {
      const place = Math.floor(((1 - confidence) * count) / 2 + 1e-9);
      if (place < 1) return null;
      means ??= sortedMeans(subsets);
      return [means[place - 1] as number, means[means.length - place] as number];
    },
  };
}

/** Sums and sizes of subsets, the empty one first. */
interface Subsets {
  readonly sums: Float64Array;
  readonly sizes: Uint32Array;
}

/** How many of the sums lie at 0 or on the other side of it than the total. */
function countBeyond(sums: Float64Array, total: number, differences: readonly number[]): number {
  // Sums of the same numbers in another order differ in their last places.
  const slack = 1e-12 * differences.reduce((sum, one) => sum + Math.abs(one), 0);
  const sign = total > 0 ? 1 : -1;
  let beyond = 0;
  for (const sum of sums) if (sign * sum <= slack) beyond += 1;
  return beyond;
}

/** Of all but the empty one, ascending. */
function sortedMeans({ sums, sizes }: Subsets): Float64Array {
  const means = new Float64Array(sums.length - 1);
  for (let index = 0; index < means.length; index += 1) {
    means[index] = (sums[index + 1] as number) / (sizes[index + 1] as number);
  }
  return means.sort();
}

/** Every subset: bit i of its number says whether difference i is in it. */
function subsetsOf(differences: readonly number[]): Subsets {
  const sums = new Float64Array(2 ** differences.length);
  const sizes = new Uint32Array(sums.length);
  differences.forEach((difference, index) => {
    const half = 2 ** index;
    for (let subset = 0; subset < half; subset += 1) {
      sums[half + subset] = (sums[subset] as number) + difference;
      sizes[half + subset] = (sizes[subset] as number) + 1;
    }
  });
  return { sums, sizes };
}

/** The empty one and others that each difference is in with probability ½; the same for the same number of them. */
function someSubsetsOf(differences: readonly number[]): Subsets {
  const random = randomStream(differences.length, "sign-flip");
  const blocks = Array.from({ length: Math.ceil(differences.length / mostExact) }, (_, block) =>
    subsetsOf(differences.slice(block * mostExact, (block + 1) * mostExact)),
  );
  const made: Subsets = { sums: new Float64Array(sampled), sizes: new Uint32Array(sampled) };
  for (let index = 1; index < sampled; index += 1) {
    while (made.sizes[index] === 0) {
      for (const { sums, sizes } of blocks) {
        const subset = random.below(sums.length);
        made.sums[index] = (made.sums[index] as number) + (sums[subset] as number);
        made.sizes[index] = (made.sizes[index] as number) + (sizes[subset] as number);
      }
    }
  }
  return made;
}
