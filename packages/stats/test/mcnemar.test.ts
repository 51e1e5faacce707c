import { describe, expect, it } from "vitest";
import { accuracyDifferenceInterval, equivalenceConfidence, isEquivalent, mcnemarMidP } from "../src/index.ts";

describe("accuracies on the same images", () => {
  it("one image of 2,000 is no difference", () => {
    const counts = { onlyFirst: 1, onlySecond: 0, images: 2000 };
    expect(mcnemarMidP(counts)).toBe(0.5);
    const [low, high] = accuracyDifferenceInterval(counts, 0.95);
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0.0005);
  });

  it("reads the same from the other side", () => {
    const [counts, turned] = [
      { onlyFirst: 30, onlySecond: 12, images: 1000 },
      { onlyFirst: 12, onlySecond: 30, images: 1000 },
    ];
    expect(mcnemarMidP(turned)).toBe(mcnemarMidP(counts));
    const [low, high] = accuracyDifferenceInterval(counts, 0.95);
    const [turnedLow, turnedHigh] = accuracyDifferenceInterval(turned, 0.95);
    expect(turnedLow).toBeCloseTo(-high, 12);
    expect(turnedHigh).toBeCloseTo(-low, 12);
    expect(low).toBeLessThan(0.018);
    expect(high).toBeGreaterThan(0.018);
  });

  it("stays between −1 and 1, also where every image divides the two", () => {
    expect(accuracyDifferenceInterval({ onlyFirst: 3, onlySecond: 0, images: 3 }, 0.95)[1]).toBe(1);
    expect(accuracyDifferenceInterval({ onlyFirst: 0, onlySecond: 3, images: 3 }, 0.95)[0]).toBe(-1);
  });

  it("refuses counts that cannot be", () => {
    for (const [onlyFirst, onlySecond, images] of [
      [0, 0, 0],
      [3, 3, 5],
      [-1, 2, 5],
    ] as const) {
      expect(() => accuracyDifferenceInterval({ onlyFirst, onlySecond, images }, 0.95)).toThrow(RangeError);
    }
  });

  it("is equivalent only when enough images say so", () => {
    const within = (images: number) =>
      isEquivalent(accuracyDifferenceInterval({ onlyFirst: 0, onlySecond: 0, images }, equivalenceConfidence), 0.0025);
    expect(within(1000)).toBe(false);
    expect(within(2000)).toBe(true);
  });
});

describe("isEquivalent", () => {
  it("needs an interval strictly inside the margin", () => {
    expect(isEquivalent([-0.01, 0.02], 0.03)).toBe(true);
    expect(isEquivalent([-0.01, 0.03], 0.03)).toBe(false);
    expect(isEquivalent([-0.03, 0.01], 0.03)).toBe(false);
    expect(isEquivalent(null, 0.03)).toBe(false);
    for (const margin of [0, -1, Number.NaN]) expect(() => isEquivalent([0, 0], margin)).toThrow(RangeError);
  });
});
