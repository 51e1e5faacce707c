import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  earnedPercentile,
  maxRelativeDifference,
  median,
  medianAbsoluteDeviation,
  minimumSamples,
  pairedAgreement,
  quantile,
} from "../src/index.ts";

describe("quantile", () => {
  it("is type 7, as NumPy's default", () => {
    expect(quantile([1, 2, 3, 4], 0.9)).toBeCloseTo(3.7, 12);
    expect(quantile([7], 0.3)).toBe(7);
    expect(median([5, 1, 4, 2])).toBe(3);
    expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1);
  });

  it("has values for infinities, none for no values, and refuses what is no probability", () => {
    expect(median([Infinity, Infinity])).toBe(Infinity);
    expect(median([1, 2, Infinity])).toBe(2);
    expect(median([])).toBeNaN();
    for (const probability of [-0.1, 1.1, Number.NaN]) expect(() => quantile([1], probability)).toThrow(RangeError);
  });

  it("lies within the values, grows with the probability, and leaves its input alone", () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        values,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (data, p, q) => {
          const before = [...data];
          const [low, high] = [quantile(data, Math.min(p, q)), quantile(data, Math.max(p, q))];
          expect(low).toBeLessThanOrEqual(high + 1e-6);
          expect(low).toBeGreaterThanOrEqual(Math.min(...data) - 1e-6);
          expect(high).toBeLessThanOrEqual(Math.max(...data) + 1e-6);
          expect(data).toEqual(before);
        },
      ),
    );
  });
});

describe("earnedPercentile", () => {
  it("needs its samples, and says how many", () => {
    const samples = (n: number) => Array.from({ length: n }, (_, index) => index);
    expect(earnedPercentile(samples(63), "p90")).toEqual({ state: "insufficient", n: 63, needed: 64 });
    expect(earnedPercentile(samples(101), "p90")).toEqual({ state: "earned", value: 90, n: 101 });
  });

  it.each([
    ["p90", 0.9],
    ["p95", 0.95],
    ["p99", 0.99],
  ] as const)(
    "%s: the count is the fewest at which one over-latency sample still gives 99%% confidence",
    (name, probability) => {
      // At most one of n samples above the percentile happens with probability q^n + n·q^(n−1)·(1−q), q = the
      // percentile.
      const chance = (n: number) => probability ** n + n * probability ** (n - 1) * (1 - probability);
      expect(chance(minimumSamples[name])).toBeLessThanOrEqual(0.01);
      expect(chance(minimumSamples[name] - 1)).toBeGreaterThan(0.01);
    },
  );
});

describe("agreement", () => {
  it("counts equal predictions and finds the largest relative difference", () => {
    expect(pairedAgreement([1, 2, 3, 4], [1, 2, 0, 4])).toBe(0.75);
    expect(maxRelativeDifference([1, 2, 5], [1, 2.5])).toBeCloseTo(0.2, 12);
    expect(maxRelativeDifference([], [1])).toBeNull();
  });
});
