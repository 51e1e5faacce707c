import { normalQuantile } from "./distributions.ts";

/** Of a comparison that is planned: what it may call wrongly, and how surely it should find what is there. */
export interface Aim {
  /** Two-sided. */
  readonly level: number;
  readonly power: number;
}

const usual: Aim = { level: 0.05, power: 0.8 };

/**
 * The least mean that a sign-flip test of so many normal differences with this standard deviation finds with the power
 * asked for, in their unit; infinity where no values whatever reach the level.
 *
 * Where all signs must agree to reach it (6 pairs at 0.05): the mean at which they do so with that probability. Of more
 * pairs the normal approximation with Guenther's (1981, doi:10.2307/2683309) correction for a deviation that is itself
 * estimated, and one pair on top for the test's few levels: power is then 0 to 5 points above what was asked for.
 */
export function minimumDetectableEffect(pairs: number, deviation: number, aim: Aim = usual): number {
  const fewest = fewestFor(aim);
  if (pairs < fewest) return Number.POSITIVE_INFINITY;
  if (pairs === fewest) return deviation * normalQuantile(aim.power ** (1 / pairs));
  const { reach, sum } = quantilesOf(aim);
  const left = pairs - 1 - reach ** 2 / 2;
  return left <= 0 ? Number.POSITIVE_INFINITY : (sum * deviation) / Math.sqrt(left);
}

/**
 * How many pairs a sign-flip test needs to find a mean of `effect` among differences of this standard deviation: the
 * fewest with a `minimumDetectableEffect` of at most it. Infinity for no effect.
 */
export function pairsNeeded(effect: number, deviation: number, aim: Aim = usual): number {
  if (effect === 0) return Number.POSITIVE_INFINITY;
  const fewest = fewestFor(aim);
  if (Math.abs(effect) >= minimumDetectableEffect(fewest, deviation, aim)) return fewest;
  const { reach, sum } = quantilesOf(aim);
  return Math.max(fewest + 1, Math.ceil(((sum * deviation) / effect) ** 2 + reach ** 2 / 2 + 1));
}

/**
 * How many images McNemar's test needs to find that two classifiers' accuracies differ by `difference`, where the two
 * disagree about being right on the share `discordant` of images (Connor 1987, doi:10.2307/2531961). Infinity for no
 * difference. Throws a `RangeError` where fewer images are discordant than the difference asks for.
 */
export function imagesNeeded(difference: number, discordant: number, { level, power }: Aim = usual): number {
  const size = Math.abs(difference);
  if (discordant < size) throw new RangeError(`imagesNeeded: expected a share of ${size} or more, got ${discordant}`);
  if (size === 0) return Number.POSITIVE_INFINITY;
  const [reach, found] = [normalQuantile(1 - level / 2), normalQuantile(power)];
  return Math.ceil(((reach * Math.sqrt(discordant) + found * Math.sqrt(discordant - size ** 2)) / size) ** 2);
}

/** Pairs of which two of the 2ⁿ patterns of signs are no more than the level. */
function fewestFor({ level }: Aim): number {
  return Math.ceil(1 - Math.log2(level));
}

function quantilesOf({ level, power }: Aim): { reach: number; sum: number } {
  const reach = normalQuantile(1 - level / 2);
  return { reach, sum: reach + normalQuantile(power) };
}

/** Standard deviation of a sample (n − 1); NaN of fewer than two values. */
export function sampleDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
