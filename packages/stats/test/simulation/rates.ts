import { randomStream, type RandomStream } from "@evenkeel/core";
import {
  accuracyDifferenceInterval,
  benjaminiHochberg,
  clopperPearson,
  equivalenceConfidence,
  isEquivalent,
  levelOfLook,
  mcnemarMidP,
  median,
  medianInterval,
  plannedLooks,
  signFlip,
  standardNormal,
  type PairedCounts,
} from "../../src/index.ts";
import { madeUpRounds, type Design, type MadeUpRound, type NoiseModel } from "./noise-models.ts";
import { mannWhitneyP, welchP } from "./unpaired.ts";

/** How often something happened in simulated runs, as shares. */
export interface RankingRates {
  /** True hypotheses of no difference that are rejected at 0.05. */
  readonly signFlip: number;
  readonly welch: number;
  readonly mannWhitney: number;
  /** True differences that are inside the 95% interval. */
  readonly coverage: number;
  /** Differences as large as the margin that are called equivalent. */
  readonly equivalent: number;
}

const level = 0.05;

/** ln(a ÷ b) of the medians of each round: what a sign-flip is given. */
function differencesOf(rounds: readonly MadeUpRound[]): number[] {
  return rounds.map(({ a, b }) => Math.log(median(a) / median(b)));
}

/** Error rates of tests of two equal arms, over so many simulated runs. */
export function rankingRates(model: NoiseModel, design: Omit<Design, "effect">, runs: number): RankingRates {
  const random = randomStream(1, `ranking:${model}`);
  const counts = { signFlip: 0, welch: 0, mannWhitney: 0, coverage: 0, equivalent: 0 };
  for (let run = 0; run < runs; run += 1) {
    const rounds = madeUpRounds(model, { ...design, effect: 0 }, random);
    const { p, interval } = signFlip(differencesOf(rounds));
    const [a, b] = [rounds.flatMap((round) => round.a), rounds.flatMap((round) => round.b)];
    counts.signFlip += Number(p <= level);
    counts.welch += Number(welchP(a, b) <= level);
    counts.mannWhitney += Number(mannWhitneyP(a, b) <= level);
    counts.coverage += Number(holds(interval(1 - level), 0));
    counts.equivalent += Number(isEquivalentAtMargin(interval(equivalenceConfidence)));
  }
  return sharesOf(counts, runs);
}

/** Shifts an interval about no difference to one about the margin: the worst case of a difference that matters. */
function isEquivalentAtMargin(interval: readonly [number, number] | null): boolean {
  const margin = 0.3;
  return interval !== null && isEquivalent([interval[0] + margin, interval[1] + margin], margin);
}

/** How often two equal arms are called different at any planned look, as shares. */
export interface SequentialRates {
  /** Each look at its own level. */
  readonly ruled: number;
  /** Each look at 0.05, as without a rule. */
  readonly peeking: number;
}

/** Over simulated runs that end at the first look that finds a difference, or at the last. */
export function sequentialRates(model: NoiseModel, maxRounds: number, runs: number): SequentialRates {
  const random = randomStream(2, `sequential:${model}`);
  const looks = plannedLooks(maxRounds);
  const levels = looks.map((_, index) => levelOfLook({ rounds: looks.slice(0, index + 1), maxRounds }, level));
  const counts = { ruled: 0, peeking: 0 };
  for (let run = 0; run < runs; run += 1) {
    const differences = differencesOf(madeUpRounds(model, { rounds: maxRounds, iterations: 9, effect: 0 }, random));
    const ps = looks.map((look) => signFlip(differences.slice(0, look)).p);
    counts.ruled += Number(ps.some((p, index) => p <= (levels[index] as number)));
    counts.peeking += Number(ps.some((p) => p <= level));
  }
  return sharesOf(counts, runs);
}

/** Two classifiers on images that are hard for both or for neither. */
export interface AccuracyDesign {
  readonly images: number;
  /** Probability that only the first, and that only the second, gets an image of middling difficulty right. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** How unequal images are: 0, each is as likely to divide the two; 1, half of them never do. */
  readonly uneven: number;
}

export interface AccuracyRates {
  readonly mcnemar: number;
  readonly coverage: number;
  readonly equivalent: number;
}

/** Error rates of tests of accuracies on the same images. */
export function accuracyRates(design: AccuracyDesign, runs: number): AccuracyRates {
  const random = randomStream(3, `accuracy:${JSON.stringify(design)}`);
  const counts = { mcnemar: 0, coverage: 0, equivalent: 0 };
  const difference = design.onlyFirst - design.onlySecond;
  for (let run = 0; run < runs; run += 1) {
    const paired = madeUpCounts(design, random);
    counts.mcnemar += Number(mcnemarMidP(paired) <= level);
    counts.coverage += Number(holds(accuracyDifferenceInterval(paired, 1 - level), difference));
    const narrow = accuracyDifferenceInterval(paired, equivalenceConfidence);
    counts.equivalent += Number(isEquivalent(narrow, Math.abs(difference) || Number.MIN_VALUE));
  }
  return sharesOf(counts, runs);
}

function madeUpCounts({ images, onlyFirst, onlySecond, uneven }: AccuracyDesign, random: RandomStream): PairedCounts {
  const counts = { onlyFirst: 0, onlySecond: 0, images };
  for (let image = 0; image < images; image += 1) {
    const weight = image % 2 === 0 ? 1 + uneven : 1 - uneven;
    const drawn = random.uniform();
    if (drawn < onlyFirst * weight) counts.onlyFirst += 1;
    else if (drawn < (onlyFirst + onlySecond) * weight) counts.onlySecond += 1;
  }
  return counts;
}

/** Share of simulated comparisons of normal differences with a true mean that are found. */
export function powerRate(pairs: number, mean: number, runs: number): number {
  const random = randomStream(4, `power:${pairs}`);
  let found = 0;
  for (let run = 0; run < runs; run += 1) {
    const differences = Array.from({ length: pairs }, () => mean + standardNormal(random));
    found += Number(signFlip(differences).p <= level);
  }
  return found / runs;
}

function holds(interval: readonly [number, number] | null, value: number): boolean {
  return interval !== null && interval[0] <= value && value <= interval[1];
}

function sharesOf<Key extends string>(counts: Record<Key, number>, runs: number): Record<Key, number> {
  const shares = Object.entries<number>(counts).map(([key, count]) => [key, count / runs]);
  return Object.fromEntries(shares) as Record<Key, number>;
}

/**
 * What all pairs of six backends in 10 rounds of noisy processes get claimed at q ≤ 0.1: the expected share of false
 * ones among the claims, where four of the backends are equal (or all six).
 */
export function falseDiscoveryRate(slower: number, runs: number): number {
  const random = randomStream(5, `discoveries:${slower}`);
  let shares = 0;
  for (let run = 0; run < runs; run += 1) {
    const effects = [0, 0, 0, 0, slower, 2 * slower];
    const times = effects.map((effect) => Array.from({ length: 10 }, () => effect + 0.03 * standardNormal(random)));
    const pairs = effects.flatMap((_, a) => effects.slice(a + 1).map((_other, index) => [a, a + 1 + index] as const));
    const ps = pairs.map(
      ([a, b]) => signFlip((times[a] ?? []).map((time, round) => time - (times[b]?.[round] ?? 0))).p,
    );
    const qs = benjaminiHochberg(ps);
    const claimed = pairs.filter((_, index) => (qs[index] as number) <= 0.1);
    const wrong = claimed.filter(([a, b]) => effects[a] === effects[b]);
    shares += wrong.length / Math.max(1, claimed.length);
  }
  return shares / runs;
}

/** Share of intervals of a median that hold it, of values with a long tail. */
export function medianCoverage(n: number, runs: number): number {
  const random = randomStream(6, `median:${n}`);
  let held = 0;
  for (let run = 0; run < runs; run += 1) {
    const values = Array.from({ length: n }, () => Math.exp(0.5 * standardNormal(random)));
    held += Number(holds(medianInterval(values, 1 - level, run), 1));
  }
  return held / runs;
}

/** Share of Clopper–Pearson's intervals that hold the proportion. */
export function proportionCoverage(trials: number, proportion: number, runs: number): number {
  const random = randomStream(7, `proportion:${trials}:${proportion}`);
  const intervals = new Map<number, readonly [number, number]>();
  let held = 0;
  for (let run = 0; run < runs; run += 1) {
    let successes = 0;
    for (let trial = 0; trial < trials; trial += 1) successes += Number(random.uniform() < proportion);
    const interval = intervals.get(successes) ?? clopperPearson(successes, trials, 1 - level);
    intervals.set(successes, interval);
    held += Number(holds(interval, proportion));
  }
  return held / runs;
}
