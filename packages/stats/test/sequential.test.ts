import { describe, expect, it } from "vitest";
import { levelOfLook, plannedLooks, sequentialP } from "../src/index.ts";

/** The looks at so many rounds up to the given one. */
function looksTo(rounds: number, maxRounds: number) {
  return { rounds: plannedLooks(maxRounds).filter((look) => look <= rounds), maxRounds };
}

describe("plannedLooks", () => {
  it("begin at six rounds, stay at even counts, and end at the most", () => {
    expect(plannedLooks(12)).toEqual([6, 8, 10, 12]);
    expect(plannedLooks(15)).toEqual([6, 8, 10, 12, 14, 15]);
    expect(plannedLooks(40)).toEqual([6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 28, 32, 36, 40]);
    expect(plannedLooks(6)).toEqual([6]);
    expect(plannedLooks(5)).toEqual([]);
    expect(plannedLooks(14, 9)).toEqual([9, 11, 13, 14]);
  });
});

describe("levelOfLook", () => {
  it("is the whole level for a single look at the end", () => {
    expect(levelOfLook({ rounds: [12], maxRounds: 12 })).toBeCloseTo(0.05, 12);
  });

  it("allows each look less than the level, later ones more, and more in all than if looks did not overlap", () => {
    for (const maxRounds of [12, 20]) {
      const levels = plannedLooks(maxRounds).map((rounds) => levelOfLook(looksTo(rounds, maxRounds)));
      for (const [index, level] of levels.entries()) {
        expect(level).toBeLessThan(0.05);
        expect(level).toBeGreaterThan(levels[index - 1] ?? 0);
      }
      expect(levels.reduce((sum, level) => sum + level, 0)).toBeGreaterThan(0.05);
    }
  });

  it("refuses looks that do not ascend, and looks past the end", () => {
    for (const rounds of [[], [6, 6], [8, 6], [6, 14], [0]]) {
      expect(() => levelOfLook({ rounds, maxRounds: 12 })).toThrow(RangeError);
    }
  });
});

describe("sequentialP", () => {
  it("is the ordinary p of a single look, and more of several", () => {
    expect(sequentialP(0.03, { rounds: [12], maxRounds: 12 })).toBeCloseTo(0.03, 3);
    expect(sequentialP(0.03, looksTo(12, 12))).toBeGreaterThan(0.04);
    expect(sequentialP(1, looksTo(12, 12))).toBe(1);
  });

  it("grows with p, and is the overall level exactly where p is the look's own", () => {
    for (const rounds of [8, 12]) {
      for (const overall of [0.001, 0.01, 0.05, 0.1]) {
        const p = levelOfLook(looksTo(rounds, 12), overall);
        expect(sequentialP(p, looksTo(rounds, 12)) / overall).toBeCloseTo(1, 2);
      }
      let last = 0;
      for (const p of [1e-9, 1e-7, 1e-5, 0.001, 0.02, 0.2, 0.5, 0.9]) {
        const adjusted = sequentialP(p, looksTo(rounds, 12));
        expect(adjusted).toBeGreaterThanOrEqual(Math.max(last, p));
        last = adjusted;
      }
    }
  });
});
