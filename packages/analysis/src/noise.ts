import type { Measurement } from "@evenkeel/core";

/** Values of one round have no spread to hold a difference against: closer than this share, they count as the same. */
export const oneRoundFloor = 0.1;

/** Standard errors of an accuracy on so many images within which two count as the same. */
export const accuracyErrors = 2;

/** A value with what is known of its noise. */
export interface Seen {
  readonly value: number;
  /** How far values of several cells scatter; see `spreadWidth`. */
  readonly spread: number;
  /** Cells behind it, each with a value of its own. */
  readonly replicates: number;
  /** Samples: of an accuracy, images. */
  readonly n: number;
  readonly unit: Measurement["unit"];
}

/**
 * By what two values are about the same: the mean of their spreads over cells, the floor of one round, the images
 * judged.
 */
export type Sameness = "spread" | "floor" | "images";

/** Null where they are further apart. No test: what holds a reader from taking noise for a lead. */
export function sameness(a: Seen, b: Seen): Sameness | null {
  const apart = Math.abs(a.value - b.value);
  const spread = a.replicates > 1 && b.replicates > 1 ? (a.spread + b.spread) / 2 : null;
  if (a.unit === "ratio" && b.unit === "ratio") {
    if (apart <= accuracyErrors * Math.hypot(standardError(a), standardError(b))) return "images";
    return spread !== null && apart <= spread ? "spread" : null;
  }
  if (spread !== null) return apart <= spread ? "spread" : null;
  return apart <= oneRoundFloor * Math.min(Math.abs(a.value), Math.abs(b.value)) ? "floor" : null;
}

/** Of a share of n images. */
function standardError({ value, n }: Seen): number {
  return Math.sqrt((value * (1 - value)) / n);
}

/** The best of what ranks. */
export interface Front<T> {
  readonly best: T;
  /** Those after it. */
  readonly others: readonly T[];
  /** Those of them that noise does not tell from it. */
  readonly tied: readonly T[];
  /** By what the first of these is about the same; null where there is none. */
  readonly by: Sameness | null;
}

/** Of what is ranked, the best first; null where there is nothing. */
export function frontOf<T>(ranked: readonly T[], seen: (one: T) => Seen): Front<T> | null {
  const [best, ...others] = ranked;
  if (best === undefined) return null;
  const to = seen(best);
  const tied = others.filter((one) => sameness(seen(one), to) !== null);
  const [nearest] = tied;
  return { best, others, tied, by: nearest === undefined ? null : sameness(seen(nearest), to) };
}
