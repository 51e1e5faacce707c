import { randomStream, type RandomStream } from "@evenkeel/core";
import { normalCdf, tQuantile } from "./distributions.ts";
import { quantile } from "./quantile.ts";

const resamples = 2000;

/** Of fewer values a resampled median is one of a handful of numbers, and its interval covers too little. */
export const fewestToResample = 10;

/**
 * Interval of a median by the bootstrap, in the values' unit: quantiles of the medians of 2,000 samples drawn with
 * replacement, as far out as Student's t asks for so few values (the expanded percentile interval of Hesterberg 2015,
 * doi:10.1080/00031305.2015.1089789, §4.3). It holds for values that are independent of each other, such as medians of
 * processes: of successive iterations it is too narrow. The same values and seed give the same interval; null with
 * fewer than `fewestToResample` values.
 */
export function medianInterval(
  values: readonly number[],
  confidence: number,
  seed = 0,
): readonly [number, number] | null {
  const n = values.length;
  if (n < fewestToResample) return null;
  const random = randomStream(seed, `bootstrap:${n}`);
  const sorted = Float64Array.from(values).sort();
  const medians = new Float64Array(resamples).map(() => resampledMedian(sorted, random));
  const tail = normalCdf(tQuantile((1 - confidence) / 2, n - 1) * Math.sqrt(n / (n - 1)));
  return [quantile(medians, tail), quantile(medians, 1 - tail)];
}

/** The median of as many values as there are, drawn with replacement from sorted ones. */
function resampledMedian(sorted: Float64Array, random: RandomStream): number {
  const n = sorted.length;
  const drawn = new Uint32Array(n);
  for (let draw = 0; draw < n; draw += 1) {
    const index = random.below(n);
    drawn[index] = (drawn[index] as number) + 1;
  }
  const valueAt = (place: number) => {
    let before = 0;
    return sorted[drawn.findIndex((times) => (before += times) > place)] as number;
  };
  return (valueAt(Math.floor((n - 1) / 2)) + valueAt(Math.ceil((n - 1) / 2))) / 2;
}
