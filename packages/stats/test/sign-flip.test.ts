import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fewestPairsToDecide, signFlip } from "../src/index.ts";

const noise = [0.012, -0.007, 0.003, 0.021, -0.015, 0.008, -0.002, 0.017, -0.011, 0.004];

describe("signFlip", () => {
  it("cannot decide with fewer than six pairs, whatever they are", () => {
    expect(fewestPairsToDecide).toBe(6);
    const five = signFlip([1, 1, 1, 1, 1]);
    expect(five.p).toBe(0.0625);
    expect(five.interval(0.95)).toBeNull();
    const six = signFlip([3, 1, 2, 5, 4, 6]);
    expect(six.p).toBe(2 / 64);
    expect(six.interval(0.95)).toEqual([1, 6]);
  });

  it("says nothing of no pairs and of pairs that never differ", () => {
    expect(signFlip([])).toMatchObject({ estimate: 0, p: 1 });
    expect(signFlip([]).interval(0.95)).toBeNull();
    expect(signFlip([0, 0, 0, 0, 0, 0, 0])).toMatchObject({ estimate: 0, p: 1 });
  });

  it("refuses what has no mean", () => {
    for (const value of [Number.NaN, Infinity]) expect(() => signFlip([1, value])).toThrow(RangeError);
  });

  it("follows the unit and the direction of the differences", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.boolean(), (unit, turned) => {
        const factor = turned ? -unit : unit;
        const [plain, scaled] = [signFlip(noise), signFlip(noise.map((one) => one * factor))];
        expect(scaled.p).toBe(plain.p);
        const ends = (plain.interval(0.95) ?? []).map((end) => end * factor).sort((a, b) => a - b);
        scaled.interval(0.95)?.forEach((end, index) => expect(end).toBeCloseTo(ends[index] ?? Number.NaN, 10));
      }),
    );
  });

  it("does not reject what is inside its interval, and rejects what is outside", () => {
    for (const confidence of [0.8, 0.9, 0.95, 0.99]) {
      const [low, high] = signFlip(noise).interval(confidence) ?? [0, 0];
      for (const [value, inside] of [
        [low + 1e-6, true],
        [high - 1e-6, true],
        [low - 1e-6, false],
        [high + 1e-6, false],
      ] as const) {
        const { p } = signFlip(noise.map((one) => one - value));
        expect(p > 1 - confidence).toBe(inside);
      }
    }
  });

  it("takes a sample of patterns of more than 16 pairs, always the same, near the exact answer", () => {
    const many = [...noise, ...noise.map((one) => one + 0.002)];
    const [once, again] = [signFlip(many), signFlip(many)];
    expect(once.p).toBe(again.p);
    expect(once.interval(0.95)).toEqual(again.interval(0.95));
    // By enumeration of all 2²⁰ patterns.
    expect(Math.abs(once.p - exactP(many))).toBeLessThan(0.006);
    expect(signFlip(Array.from({ length: 40 }, () => 1)).p).toBe(2 / 65_536);
  });
});

function exactP(differences: readonly number[]): number {
  const sums = differences.reduce<number[]>((before, one) => before.flatMap((sum) => [sum + one, sum - one]), [0]);
  const reach = Math.abs(differences.reduce((sum, one) => sum + one, 0)) - 1e-12;
  return sums.filter((sum) => Math.abs(sum) >= reach).length / sums.length;
}
