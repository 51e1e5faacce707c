import { binomialCdf, normalQuantile } from "./distributions.ts";

/** How two classifiers did on the same images. */
export interface PairedCounts {
  /** Images that only the first got right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** All images. */
  readonly images: number;
}

/**
 * Two-sided mid-p of McNemar's test that both are as often right: of the images on which just one is, half should be
 * the first's. The mid-p takes half of the observed count's probability, and is neither conservative as the exact test
 * nor too bold as χ² (Fagerland, Lydersen & Laake 2013, doi:10.1186/1471-2288-13-91). 1 where they never differ.
 */
export function mcnemarMidP({ onlyFirst, onlySecond }: PairedCounts): number {
  const discordant = onlyFirst + onlySecond;
  if (discordant === 0) return 1;
  const fewer = Math.min(onlyFirst, onlySecond);
  if (2 * fewer === discordant) return 1;
  const below = fewer === 0 ? 0 : binomialCdf(fewer - 1, discordant, 0.5);
  return below + binomialCdf(fewer, discordant, 0.5);
}

/**
 * Interval of the first's accuracy minus the second's on the same images, as shares: the differences that the score
 * test of paired proportions does not reject (Tango 1998, Statistics in Medicine 17:891–908). It agrees with McNemar's
 * χ² about 0, and is wide enough where few images or none are discordant. Throws a `RangeError` unless there are images
 * and the discordant ones are among them.
 */
export function accuracyDifferenceInterval(counts: PairedCounts, confidence: number): readonly [number, number] {
  const { onlyFirst, onlySecond, images } = counts;
  if (!(onlyFirst >= 0 && onlySecond >= 0 && images > 0 && onlyFirst + onlySecond <= images)) {
    throw new RangeError(`accuracyDifferenceInterval: got ${onlyFirst} and ${onlySecond} of ${images} images`);
  }
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const difference = (onlyFirst - onlySecond) / images;
  return [
    crossing(difference, -1, (delta) => tangoScore(counts, delta) < z),
    crossing(difference, 1, (delta) => tangoScore(counts, delta) > -z),
  ];
}

/** Standard score of the observed difference if delta is the true one; falls as delta grows. */
function tangoScore({ onlyFirst, onlySecond, images }: PairedCounts, delta: number): number {
  const above = onlyFirst - onlySecond - images * delta;
  if (above === 0) return 0;
  // The likeliest share of images that only the second gets right, of those that differ by delta.
  const b = -onlyFirst - onlySecond + (2 * images - onlyFirst + onlySecond) * delta;
  const c = -onlySecond * delta * (1 - delta);
  const share = (Math.sqrt(Math.max(0, b * b - 8 * images * c)) - b) / (4 * images);
  const variance = images * (2 * share + delta * (1 - delta));
  return above / Math.sqrt(Math.max(0, variance));
}

/** Where on the way from a value inside to the end `isInside` ceases to hold; the end where it never does. */
function crossing(inside: number, end: number, isInside: (value: number) => boolean): number {
  if (isInside(end)) return end;
  let [near, far] = [inside, end];
  for (let step = 0; step < 60; step += 1) {
    const middle = (near + far) / 2;
    if (isInside(middle)) near = middle;
    else far = middle;
  }
  return near;
}
