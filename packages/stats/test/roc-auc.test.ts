import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rocAuc } from "../src/roc-auc.ts";

/** Scores on a coarse grid, so that ties are common, and a truth for each. */
const samples = fc.array(fc.record({ score: fc.integer({ min: -4, max: 4 }), positive: fc.boolean() }), {
  maxLength: 60,
});
const area = (data: readonly { score: number; positive: boolean }[]) =>
  rocAuc(
    data.map(({ score }) => score),
    (index) => data[index]?.positive === true,
  );

describe("rocAuc", () => {
  it("is the share of pairs of a positive and a negative in the right order, ties half", () => {
    fc.assert(
      fc.property(samples, (data) => {
        const pairs = data
          .filter(({ positive }) => positive)
          .flatMap((one) => data.filter(({ positive }) => !positive).map((other) => one.score - other.score));
        const right = pairs.reduce((sum, difference) => sum + (Math.sign(difference) + 1) / 2, 0);
        const expected = pairs.length === 0 ? null : right / pairs.length;
        expect(area(data) === null).toBe(expected === null);
        expect(area(data) ?? 0).toBeCloseTo(expected ?? 0, 12);
      }),
    );
  });

  it("turns round when scores or truths do, and cares for order alone", () => {
    fc.assert(
      fc.property(samples, (data) => {
        const found = area(data);
        fc.pre(found !== null);
        expect(area(data.map((own) => ({ ...own, score: -own.score })))).toBeCloseTo(1 - found, 12);
        expect(area(data.map((own) => ({ ...own, positive: !own.positive })))).toBeCloseTo(1 - found, 12);
        expect(area(data.map((own) => ({ ...own, score: Math.exp(own.score) })))).toBeCloseTo(found, 12);
        expect(area(data.toReversed())).toBeCloseTo(found, 12);
      }),
    );
  });

  it("has no value for a score that is not a number", () => {
    expect(rocAuc([1, Number.NaN, 0], (index) => index === 0)).toBeNull();
  });
});
