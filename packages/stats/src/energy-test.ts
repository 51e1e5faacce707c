import type { RandomStream } from "@evenkeel/core";

/** Readings of one thing, such as predictions of one image: those of one time first, then those of another. */
export interface TwoReadings {
  /** How many are of the first time; the others are of the second. */
  readonly before: number;
  /** Between every two readings, in both directions; 0 from one to itself. */
  readonly distances: readonly (readonly number[])[];
}

export interface EnergyTest {
  /** How much farther readings of two times are apart than readings of one, a mean over things; 0 without change. */
  readonly estimate: number;
  /** One-sided p of no change. */
  readonly p: number;
}

/**
 * Whether readings of several things come from another distribution than before: a stratified permutation test on the
 * energy distance (Székely & Rizzo 2004), 2·E|X − Y| − E|X − X'| − E|Y − Y'| halved. Under no change the readings of a
 * thing are exchangeable between the two times; they are dealt anew within each thing. Nothing is assumed of how they
 * scatter, nor that things scatter alike. With a reading a time nothing can be said: p is 1.
 *
 * p is (1 + reached) / (1 + permutations), so that it is never below its nominal level (Phipson & Smyth 2010).
 */
export function energyTest(things: readonly TwoReadings[], random: RandomStream, permutations = 999): EnergyTest {
  const order = things.map(({ distances }) => Int32Array.from({ length: distances.length }, (_, index) => index));
  const total = (): number => things.reduce((sum, thing, index) => sum + excess(thing, order[index] as Int32Array), 0);
  const observed = total();
  // Sums of the same numbers in another order differ in their last places.
  const slack = 1e-9 * Math.max(1, Math.abs(observed));
  let reached = 0;
  for (let round = 0; round < permutations; round += 1) {
    for (const places of order) shuffle(places, random);
    if (total() >= observed - slack) reached += 1;
  }
  return { estimate: things.length === 0 ? 0 : observed / things.length, p: (1 + reached) / (1 + permutations) };
}

/** Mean distance between the times, less half of the mean distance within each. */
function excess({ before, distances }: TwoReadings, places: Int32Array): number {
  let between = 0;
  let first = 0;
  let second = 0;
  for (let one = 0; one < places.length; one += 1) {
    const row = distances[places[one] as number] as readonly number[];
    for (let other = one + 1; other < places.length; other += 1) {
      const distance = row[places[other] as number] as number;
      if (other < before) first += distance;
      else if (one >= before) second += distance;
      else between += distance;
    }
  }
  const now = places.length - before;
  return between / Math.max(1, before * now) - first / pairs(before) / 2 - second / pairs(now) / 2;
}

function pairs(count: number): number {
  return Math.max(1, (count * (count - 1)) / 2);
}

function shuffle(places: Int32Array, random: RandomStream): void {
  for (let last = places.length - 1; last > 0; last -= 1) {
    const chosen = random.below(last + 1);
    const kept = places[last] as number;
    places[last] = places[chosen] as number;
    places[chosen] = kept;
  }
}
