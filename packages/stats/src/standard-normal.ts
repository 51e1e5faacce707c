import type { RandomStream } from "@evenkeel/core";

/** A value of the standard normal distribution from two of the stream's (Box & Muller 1958). */
export function standardNormal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}
