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
 * Interval of the first's accuracy minus the second's on the same images: Wald's with half an image added to each of
 * the four outcomes (Agresti & Min 2005, "Simple improved confidence intervals for comparing matched proportions").
 */
export function accuracyDifferenceInterval(
  { onlyFirst, onlySecond, images }: PairedCounts,
  confidence: number,
): readonly [number, number] {
  const [first, second, n] = [onlyFirst + 0.5, onlySecond + 0.5, images + 2];
  const difference = (first - second) / n;
  const error = Math.sqrt(first + second - (first - second) ** 2 / n) / n;
  const reach = normalQuantile(1 - (1 - confidence) / 2) * error;
  return [Math.max(-1, difference - reach), Math.min(1, difference + reach)];
}
