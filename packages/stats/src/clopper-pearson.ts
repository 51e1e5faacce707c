import { betaQuantile } from "./distributions.ts";

/**
 * The exact interval of a proportion by successes of trials (Clopper & Pearson 1934): holds at least the confidence,
 * whatever the proportion is.
 */
export function clopperPearson(successes: number, trials: number, confidence: number): readonly [number, number] {
  if (!(successes >= 0 && successes <= trials)) {
    throw new RangeError(`clopperPearson: expected 0 to ${trials} successes, got ${successes}`);
  }
  const tail = (1 - confidence) / 2;
  return [
    successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  ];
}
