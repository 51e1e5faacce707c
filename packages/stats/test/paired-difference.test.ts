import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pairedDifference } from "../src/index.ts";

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 });

describe("pairedDifference", () => {
  it("takes what two series have in common away, however large", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -50, max: 50 }), (common, added) => {
        const difference = pairedDifference(
          common.map((value) => value + added),
          common,
        );
        expect(difference).toEqual({ median: added, p25: added, p75: added, n: common.length });
      }),
    );
  });

  it("gives median and quartiles of the differences, not the difference of medians", () => {
    expect(pairedDifference([1, 5, 9, 2, 8], [1, 4, 7, 5, 4])).toEqual({ median: 1, p25: 0, p75: 2, n: 5 });
  });

  it("refuses series of different length", () => {
    expect(() => pairedDifference([1, 2], [1])).toThrow("expected 2 partners, got 1");
  });
});
