import { describe, expect, it } from "vitest";
import { randomStream } from "@evenkeel/core";
import { imagesNeeded, mcnemarMidP, minimumDetectableEffect, pairsNeeded, sampleDeviation } from "../src/index.ts";
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

  it.each([
    [0.01, 0.05],
    [0.02, 0.06],
    [0.005, 0.02],
  ])("the images needed for a difference of %d find it in four cases of five", (difference, discordant) => {
    const images = imagesNeeded(difference, discordant);
    const random = randomStream(1, "images-needed");
    const trials = 400;
    let found = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      let [onlyFirst, onlySecond] = [0, 0];
      for (let image = 0; image < images; image += 1) {
        const at = random.uniform();
        if (at < (discordant + difference) / 2) onlyFirst += 1;
        else if (at < discordant) onlySecond += 1;
      }
      if (mcnemarMidP({ onlyFirst, onlySecond, images }) <= 0.05) found += 1;
    }
    // The standard error is 2 points.
    expect(found / trials).toBeGreaterThan(0.74);
    expect(found / trials).toBeLessThan(0.86);
  });

  it("no images find no difference, and a difference is no more than what is discordant", () => {
    expect(imagesNeeded(0, 0.1)).toBe(Infinity);
    expect(imagesNeeded(-0.01, 0.05)).toBe(imagesNeeded(0.01, 0.05));
    expect(() => imagesNeeded(0.1, 0.05)).toThrow(RangeError);
  });

  it("measures scatter with n − 1", () => {
    expect(sampleDeviation([1, 2, 3, 4])).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(sampleDeviation([1])).toBeNaN();
  });
});
