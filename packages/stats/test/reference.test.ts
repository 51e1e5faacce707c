import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  accuracyDifferenceInterval,
  benjaminiHochberg,
  bestLine,
  bestStep,
  clopperPearson,
  levelOfLook,
  mcnemarMidP,
  medianInterval,
  minimumSamples,
  signFlip,
  theilSenSlope,
  type Percentile,
} from "../src/index.ts";
import { mannWhitneyP, welchP } from "./simulation/unpaired.ts";

type Interval = readonly [number, number];

interface Values {
  readonly signFlip: { differences: number[]; p: number; intervals: Record<string, Interval> }[];
  readonly mcnemar: {
    onlyFirst: number;
    onlySecond: number;
    images: number;
    midP: number;
    intervals: Record<string, Interval>;
  }[];
  readonly clopperPearson: { successes: number; trials: number; confidence: number; interval: Interval }[];
  readonly benjaminiHochberg: { ps: number[]; qs: number[] }[];
  readonly looks: { rounds: number[]; maxRounds: number; level: number; levels: number[] }[];
  readonly bootstrap: { values: number[]; confidence: number; inner: Interval; outer: Interval }[];
  readonly unpaired: { a: number[]; b: number[]; welch: number; mannWhitney: number }[];
  readonly earned: { percentile: Percentile; samples: number }[];
  readonly shapes: {
    values: number[];
    step: { at: number; t: number };
    line: { slope: number; t: number };
    theilSen: number;
  }[];
}

/** Made by reference/make.py: which version of which library gave them is in the file. */
const values = JSON.parse(readFileSync(new URL("reference/values.json", import.meta.url), "utf8")) as Values;

/** Infinity for lists that are not of one length. */
function largestGap(got: readonly number[] | null, expected: readonly number[]): number {
  if (got?.length !== expected.length) return Infinity;
  return Math.max(...expected.map((value, index) => Math.abs((got[index] ?? Number.NaN) - value)));
}

describe("what SciPy and statsmodels give", () => {
  it.each(values.signFlip)("sign-flip of $differences", ({ differences, p, intervals }) => {
    const test = signFlip(differences);
    expect(test.p).toBeCloseTo(p, 12);
    for (const [confidence, ends] of Object.entries(intervals)) {
      expect(largestGap(test.interval(Number(confidence)), ends)).toBeLessThan(1e-9);
    }
  });

  it.each(values.mcnemar)(
    "McNemar's mid-p and Tango's interval of $onlyFirst and $onlySecond of $images",
    ({ midP, intervals, ...counts }) => {
      expect(mcnemarMidP(counts)).toBeCloseTo(midP, 12);
      for (const [confidence, ends] of Object.entries(intervals)) {
        expect(largestGap(accuracyDifferenceInterval(counts, Number(confidence)), ends)).toBeLessThan(1e-6);
      }
    },
  );

  it.each(values.clopperPearson)(
    "Clopper–Pearson of $successes of $trials at $confidence",
    ({ successes, trials, confidence, interval }) =>
      expect(largestGap(clopperPearson(successes, trials, confidence), interval)).toBeLessThan(1e-12),
  );

  it.each(values.benjaminiHochberg)("Benjamini–Hochberg of $ps", ({ ps, qs }) => {
    expect(largestGap(benjaminiHochberg(ps), qs)).toBeLessThan(1e-14);
  });

  it.each(values.looks)("levels of looks at $rounds of $maxRounds", ({ rounds, maxRounds, level, levels }) => {
    const got = rounds.map((_, index) => levelOfLook({ rounds: rounds.slice(0, index + 1), maxRounds }, level));
    expect(largestGap(got, levels)).toBeLessThan(2e-6);
  });

  it.each(values.bootstrap)("the bootstrap's interval of a median", ({ values: sample, confidence, inner, outer }) => {
    const [low, high] = medianInterval(sample, confidence) ?? [Number.NaN, Number.NaN];
    expect(low).toBeGreaterThanOrEqual(outer[0]);
    expect(low).toBeLessThanOrEqual(inner[0]);
    expect(high).toBeGreaterThanOrEqual(inner[1]);
    expect(high).toBeLessThanOrEqual(outer[1]);
  });

  it.each(values.unpaired)("Welch's and Mann–Whitney's p, which simulations compare with", (one) => {
    expect(welchP(one.a, one.b)).toBeCloseTo(one.welch, 10);
    expect(mannWhitneyP(one.a, one.b)).toBeCloseTo(one.mannWhitney, 10);
  });

  it.each(values.shapes)(
    "the best step, the best line and the slope of Theil and Sen",
    ({ values: list, step, line, theilSen }) => {
      const sample = Float64Array.from(list);
      const found = bestStep(sample, { fewestBefore: 3, fewestAfter: 2 });
      expect(found.at).toBe(step.at);
      expect(found.t).toBeCloseTo(step.t, 9);
      expect(bestLine(sample).slope).toBeCloseTo(line.slope, 10);
      expect(bestLine(sample).t).toBeCloseTo(line.t, 9);
      expect(theilSenSlope(sample)).toBeCloseTo(theilSen, 12);
    },
  );

  it.each(values.earned)("$percentile is earned by $samples samples", ({ percentile, samples }) => {
    expect(minimumSamples[percentile]).toBe(samples);
  });
});
