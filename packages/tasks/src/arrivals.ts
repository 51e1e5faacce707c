import { randomStream } from "@evenkeel/core";

/** Which queries arrive, and how many a second on average. */
interface Arrivals {
  readonly seed: number;
  /** Every round has arrivals of its own. */
  readonly round: number;
  readonly ratePerSecond: number;
  readonly count: number;
}

/**
 * When queries arrive, in ms from the beginning: a Poisson process, its gaps exponential with mean 1 / rate, as
 * MLPerf's LoadGen draws them for its server scenario. Two rates of one seed and round have the same gaps in their own
 * units of time, so that what changes from one rate to the next is the load and not the draw.
 */
export function poissonArrivalsMs({ seed, round, ratePerSecond, count }: Arrivals): number[] {
  const random = randomStream(seed, `arrivals:round-${round}`);
  let units = 0;
  return Array.from({ length: count }, () => {
    units -= Math.log(1 - random.uniform());
    return (1000 * units) / ratePerSecond;
  });
}
