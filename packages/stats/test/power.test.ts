import { describe, expect, it } from "vitest";
import { minimumDetectableEffect, pairsNeeded, sampleDeviation } from "../src/index.ts";
import { powerRate } from "./simulation/rates.ts";

describe("power", () => {
  // Of 2,500 comparisons the standard error is 0.8 points.
  it.each([6, 7, 8, 10, 12])("%i pairs find their minimum detectable effect in four cases of five", (pairs) => {
    const power = powerRate(pairs, minimumDetectableEffect(pairs, 1), 2500);
    expect(power).toBeGreaterThan(0.78);
    expect(power).toBeLessThan(0.86);
  });

  it("the pairs needed are the fewest that detect the effect", () => {
    for (const effect of [0.2, 0.5, 0.9, 1.2, 1.3, 1.5, 1.7, 1.8, 5]) {
      const needed = pairsNeeded(effect, 1);
      expect(minimumDetectableEffect(needed, 1)).toBeLessThanOrEqual(effect);
      expect(minimumDetectableEffect(needed - 1, 1)).toBeGreaterThan(effect);
      expect(pairsNeeded(-effect, 1)).toBe(needed);
      expect(pairsNeeded(effect * 3, 3)).toBe(needed);
    }
  });

  it("six pairs are the floor at 0.05, eight at 0.01", () => {
    expect(minimumDetectableEffect(5, 1)).toBe(Infinity);
    expect(pairsNeeded(100, 1)).toBe(6);
    expect(pairsNeeded(1, 0)).toBe(6);
    expect(pairsNeeded(100, 1, { level: 0.01, power: 0.8 })).toBe(8);
    expect(pairsNeeded(0, 1)).toBe(Infinity);
  });

  it("measures scatter with n − 1", () => {
    expect(sampleDeviation([1, 2, 3, 4])).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(sampleDeviation([1])).toBeNaN();
  });
});
