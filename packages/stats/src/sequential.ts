import { normalCdf, normalQuantile } from "./distributions.ts";
import { fewestPairsToDecide } from "./sign-flip.ts";

/** The looks at a comparison that may end early. */
export interface Looks {
  /** How many rounds there were at each look so far, ascending; the last is this look's. */
  readonly rounds: readonly number[];
  /** The most rounds that there can be: fixed beforehand. */
  readonly maxRounds: number;
}

/**
 * When to look at up to so many rounds: at the first that decide (or more, where more were asked for), then every 2
 * rounds, from 12 on after each sixth more. Even counts: a backend ran first as often as second. None where fewer than
 * the first are allowed.
 */
export function plannedLooks(maxRounds: number, first = fewestPairsToDecide): number[] {
  const looks: number[] = [];
  for (let next = first; next < maxRounds; next += 2 * Math.max(1, Math.floor(next / 12))) looks.push(next);
  return maxRounds < first ? [] : [...looks, maxRounds];
}

/**
 * The significance level of the last look: a comparison that is called different at the first look with a two-sided p
 * of at most its level is called so wrongly with probability `level` over all looks, up to the last possible one.
 *
 * Alpha spending (Lan & DeMets 1983, doi:10.1093/biomet/70.3.659) by the power family with exponent 2 (Kim & DeMets
 * 1987): by n of N rounds level · (n ÷ N)² may have been spent. Each look's level follows from what the looks before
 * have spent, by numerical integration over a Brownian motion (Armitage, McPherson & Rowe 1969). Looks may come at any
 * counts that do not depend on the differences seen. Throws a `RangeError` for looks that do not ascend to maxRounds.
 */
export function levelOfLook(looks: Looks, level = 0.05): number {
  return levelsOf(looks, level).at(-1) as number;
}

/**
 * The p of a comparison that was looked at several times: the least overall level at which this look, with an ordinary
 * two-sided p, calls a difference. Whenever the looks end, at most a share t of true hypotheses has one of at most t:
 * it may stand beside the p of other comparisons. From a table of levels with interpolation (to 1% of itself); never
 * below p, and 1 from 0.5 on.
 */
export function sequentialP(p: number, looks: Looks): number {
  const table = tableOf(looks);
  const above = table.findIndex(({ nominal }) => nominal >= p);
  const [lower, upper] = [table[above - 1], table[above]];
  if (upper === undefined) return 1;
  if (lower === undefined) return Math.max(p, (upper.overall * p) / upper.nominal);
  const share = Math.log(p / lower.nominal) / Math.log(upper.nominal / lower.nominal);
  return Math.max(p, lower.overall * (upper.overall / lower.overall) ** share);
}

interface Entry {
  readonly overall: number;
  readonly nominal: number;
}

const tables = new Map<string, readonly Entry[]>();

/** What this look's level is for overall levels from 10⁻⁶ to ½. */
function tableOf(looks: Looks): readonly Entry[] {
  const key = `${looks.rounds.join(",")}/${looks.maxRounds}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const steps = 30;
  const made = Array.from({ length: steps + 1 }, (_, step) => {
    const overall = 0.5 * 2e-6 ** (1 - step / steps);
    return { overall, nominal: levelOfLook(looks, overall) };
  });
  tables.set(key, made);
  return made;
}

/** Points at which a density is held, and what each weighs in an integral over it. */
interface Density {
  readonly points: Float64Array;
  /** Density times Simpson's weight. */
  readonly mass: Float64Array;
}

/** The nominal level of every look. */
function levelsOf({ rounds, maxRounds }: Looks, level: number): number[] {
  const ascends = rounds.every((count, index) => count > (rounds[index - 1] ?? 0) && count <= maxRounds);
  if (rounds.length === 0 || !ascends) {
    throw new RangeError(`levelOfLook: expected looks that ascend to ${maxRounds}, got ${rounds.join(", ")}`);
  }
  let before: { time: number; density: Density } | null = null;
  return rounds.map((count, index) => {
    const time = count / maxRounds;
    const spent = level * (time ** 2 - ((rounds[index - 1] ?? 0) / maxRounds) ** 2);
    const scale = Math.sqrt(time);
    const bound: number = before === null ? -normalQuantile(spent / 2) * scale : boundFor(spent, before, time);
    before = { time, density: densityInside(bound, before, time) };
    return 2 * normalCdf(-bound / scale);
  });
}

/** The distance from 0 that a path which is still inside reaches at `time` with probability `spent`. */
function boundFor(spent: number, { time: from, density }: { time: number; density: Density }, time: number): number {
  const spread = Math.sqrt(time - from);
  let [low, high] = [0, 9 * Math.sqrt(time)];
  for (let step = 0; step < 45; step += 1) {
    const middle = (low + high) / 2;
    let beyond = 0;
    // By symmetry as many leave downwards.
    density.points.forEach((point, index) => {
      beyond += 2 * (density.mass[index] as number) * normalCdf((point - middle) / spread);
    });
    if (beyond > spent) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Simpson's rule over this many steps between the bounds. */
const steps = 200;

/** The density at `time` of paths that stayed inside at every look. */
function densityInside(bound: number, before: { time: number; density: Density } | null, time: number): Density {
  const points = new Float64Array(steps + 1).map((_, index) => bound * ((2 * index) / steps - 1));
  const mass = points.map((point, index) => {
    const weight = index === 0 || index === steps ? 1 : index % 2 === 1 ? 4 : 2;
    return ((weight * 2 * bound) / steps / 3) * densityAt(point, before, time);
  });
  return { points, mass };
}

function densityAt(point: number, before: { time: number; density: Density } | null, time: number): number {
  if (before === null) return gaussian(point, time);
  const { time: from, density } = before;
  let sum = 0;
  for (let index = 0; index <= steps; index += 1) {
    sum += (density.mass[index] as number) * gaussian(point - (density.points[index] as number), time - from);
  }
  return sum;
}

function gaussian(value: number, variance: number): number {
  return Math.exp((-value * value) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
}
