import { normalQuantile } from "./distributions.ts";
import { fewestPairsToDecide } from "./sign-flip.ts";

/** Of a comparison that is planned: what it may call wrongly, and how surely it should find what is there. */
export interface Aim {
  /** Two-sided. */
  readonly level: number;
  readonly power: number;
}

const usual: Aim = { level: 0.05, power: 0.8 };

/**
 * How many pairs decide that differences of this scatter have a mean other than 0, if it is `effect` from it: normal
 * approximation with Guenther's (1981) correction for a scatter that is itself estimated, and at least as many as any
 * values need. Infinity for no effect.
 */
export function pairsNeeded(effect: number, deviation: number, { level, power }: Aim = usual): number {
  if (effect === 0) return Number.POSITIVE_INFINITY;
  const reach = normalQuantile(1 - level / 2);
  const needed = (((reach + normalQuantile(power)) * deviation) / effect) ** 2 + reach ** 2 / 2;
  return Math.max(fewestPairsToDecide, Math.ceil(needed));
}

/** The least effect that so many pairs of this scatter find with the power asked for; infinity of too few. */
export function minimumDetectableEffect(pairs: number, deviation: number, { level, power }: Aim = usual): number {
  const reach = normalQuantile(1 - level / 2);
  const left = pairs - reach ** 2 / 2;
  if (pairs < fewestPairsToDecide || left <= 0) return Number.POSITIVE_INFINITY;
  return ((reach + normalQuantile(power)) * deviation) / Math.sqrt(left);
}

/** Standard deviation of a sample (n − 1); NaN of fewer than two values. */
export function sampleDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
