import { median, medianAbsoluteDeviation } from "./quantile.ts";

/** Of normal values the standard deviation is so many times the median absolute deviation. */
const normalScale = 1.4826;
/** Values in a running median, and of those at the ends, where an even number would mix two levels. */
const width = 5;
const widthAtEnds = 3;

/**
 * The values with each pulled in to within `reach` standard deviations of the median of the five around it (of three at
 * the ends), in the values' unit: what lasts one or two values no longer outweighs the rest, a level that lasts is left
 * as it is. The standard deviation is that of the differences of neighbours, by their median absolute deviation, over
 * √2, so that a change of level does not widen it. A Hampel filter (Davies & Gather 1993,
 * doi:10.1080/01621459.1993.10476339) that clips. Values of which most equal their neighbours are left alone.
 */
export function clipSpikes(values: Float64Array, reach: number): Float64Array {
  const differences = values.slice(1).map((value, index) => value - (values[index] as number));
  const deviation = (normalScale * medianAbsoluteDeviation(differences)) / Math.SQRT2;
  if (!(deviation > 0)) return values.slice();
  return values.map((value, index) => {
    const centre = median(around(values, index));
    return Math.min(centre + reach * deviation, Math.max(centre - reach * deviation, value));
  });
}

function around(values: Float64Array, index: number): Float64Array {
  const fromEnd = Math.min(index, values.length - 1 - index);
  const count = fromEnd < (width - 1) / 2 ? widthAtEnds : width;
  const start = Math.min(Math.max(0, index - (count - 1) / 2), Math.max(0, values.length - count));
  return values.subarray(start, start + count);
}
