/** Held against SciPy and statsmodels: reference/make.py writes the values. */
import { describe, expect, it } from "vitest";
import { normalQuantile } from "../src/distributions.ts";
import { accuracyDifferenceInterval, benjaminiHochberg, clopperPearson, mcnemarMidP, signFlip } from "../src/index.ts";
import values from "./reference/values.json" with { type: "json" };

describe("the sign-flip test", () => {
  it.each(values.signFlip)("has the p of a permutation test over all signs: $p", ({ differences, p }) => {
    expect(signFlip(differences).p).toBeCloseTo(p, 12);
    expect(signFlip(differences.map((value) => -value)).p).toBeCloseTo(p, 12);
  });

  it.each(values.signFlipInterval)(
    "has the interval in which its own p stays above the level: $interval",
    ({ differences, confidence, interval }) => {
      const found = signFlip(differences).interval(confidence);
      interval.forEach((end, index) => expect(found?.[index]).toBeCloseTo(end, 9));
    },
  );

  it("decides nothing by five pairs, whatever they are, and by six at their least p", () => {
    expect(signFlip([1, 2, 3, 4, 5]).p).toBe(2 / 32);
    expect(signFlip([1, 2, 3, 4, 5]).interval(0.95)).toBeNull();
    expect(signFlip([1, 2, 3, 4, 5, 6]).p).toBe(2 / 64);
    expect(signFlip([1, 2, 3, 4, 5, 6]).interval(0.95)).toEqual([1, 6]);
    expect(signFlip([]).p).toBe(1);
    expect(signFlip([0, 0, 0, 0, 0, 0]).p).toBe(1);
  });

  it("of more than 16 pairs comes by a sample of signs close to what all of them give, the same each time", () => {
    const differences = Array.from({ length: 17 }, (_, index) => Math.sin(index) + 0.3);
    const observed = Math.abs(differences.reduce((sum, one) => sum + one, 0));
    let beyond = 0;
    for (let signs = 0; signs < 2 ** 17; signs += 1) {
      const sum = differences.reduce((total, one, index) => total + ((signs >> index) & 1 ? one : -one), 0);
      if (Math.abs(sum) >= observed) beyond += 1;
    }
    const { p, interval } = signFlip(differences);
    expect(Math.abs(p - beyond / 2 ** 17)).toBeLessThan(0.003);
    expect(signFlip(differences).p).toBe(p);
    const [low, high] = interval(0.95) ?? [];
    expect(signFlip(differences.map((one) => one - (low ?? 0))).p).toBeCloseTo(0.05, 2);
    expect(signFlip(differences.map((one) => one - (high ?? 0))).p).toBeCloseTo(0.05, 2);
  });
});

it.each(values.mcnemar)("McNemar's mid-p of $onlyFirst and $onlySecond images is $p", ({ p, ...counts }) => {
  expect(mcnemarMidP({ ...counts, images: 2000 })).toBeCloseTo(p, 12);
});

it("an interval of paired accuracies is Wald's with two images more", () => {
  const [low, high] = accuracyDifferenceInterval({ onlyFirst: 30, onlySecond: 45, images: 2000 }, 0.95);
  const error = Math.sqrt(76 - 15 ** 2 / 2002) / 2002;
  expect(low).toBeCloseTo(-15 / 2002 - 1.959964 * error, 8);
  expect(high).toBeCloseTo(-15 / 2002 + 1.959964 * error, 8);
});

it.each(values.clopperPearson)(
  "the interval of $successes of $trials is $interval",
  ({ successes, trials, confidence, interval }) => {
    clopperPearson(successes, trials, confidence).forEach((end, index) =>
      expect(end).toBeCloseTo(interval[index] ?? 0, 12),
    );
  },
);

it("refuses more successes than trials", () => {
  expect(() => clopperPearson(3, 2, 0.95)).toThrow(RangeError);
});

it("q values are statsmodels'", () => {
  const { ps, qs } = values.benjaminiHochberg;
  benjaminiHochberg(ps).forEach((q, index) => expect(q).toBeCloseTo(qs[index] ?? 0, 12));
  expect(benjaminiHochberg(ps.toReversed()).toReversed()).toEqual(benjaminiHochberg(ps));
  expect(benjaminiHochberg([])).toEqual([]);
});

it.each(values.normalQuantile)("the normal quantile of $probability is $value", ({ probability, value }) => {
  expect(normalQuantile(probability)).toBeCloseTo(value, 12);
});
