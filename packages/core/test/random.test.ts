import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { permutation, randomStream } from "../src/index.ts";

describe("randomStream", () => {
  it("repeats for the same seed and label, and differs for another label", () => {
    const draw = (seed: number, label: string) => {
      const random = randomStream(seed, label);
      return Array.from({ length: 8 }, () => random.uniform());
    };
    expect(draw(1, "a")).toEqual(draw(1, "a"));
    expect(draw(1, "a")).not.toEqual(draw(1, "b"));
    expect(draw(1, "a")).not.toEqual(draw(2, "a"));
  });

  it("is uniform: mean and variance of 100,000 draws lie within 5 standard errors", () => {
    const random = randomStream(7, "uniformity");
    const draws = Array.from({ length: 100_000 }, () => random.uniform());
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(draws.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan((5 * Math.sqrt(1 / 180)) / Math.sqrt(draws.length));
  });
});

describe("permutation", () => {
  it("holds every index once", () => {
    fc.assert(
      fc.property(fc.nat({ max: 500 }), fc.nat(), (count, seed) => {
        const order = permutation(count, randomStream(seed, "permutation"));
        expect([...order].toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
    );
  });
});
