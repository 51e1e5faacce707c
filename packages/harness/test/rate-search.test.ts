import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextRate, type TriedRate } from "../src/tasks/rate-search.ts";

/** Every rate that is tried where rates up to `most` hold. */
function search(most: number, capacity: number): TriedRate[] {
  const tried: TriedRate[] = [];
  for (let rate = nextRate(tried, capacity); rate !== null; rate = nextRate(tried, capacity)) {
    tried.push({ ratePerSecond: rate, held: rate <= most });
    if (tried.length > 50) throw new Error("does not end");
  }
  return tried;
}

describe("the search of a rate", () => {
  it("ends within 5% below the highest that holds, in few tries and never above what one worker can serve", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 0.99, noNaN: true }), (share) => {
        const tried = search(100 * share, 100);
        const best = Math.max(...tried.filter(({ held }) => held).map(({ ratePerSecond }) => ratePerSecond));
        expect(best).toBeLessThanOrEqual(100 * share);
        expect(best * 1.05).toBeGreaterThanOrEqual(100 * share - 1e-9);
        expect(Math.max(...tried.map(({ ratePerSecond }) => ratePerSecond))).toBeLessThanOrEqual(100);
        expect(tried.length).toBeLessThanOrEqual(12);
      }),
    );
  });

  it("stops where every rate holds, and where none does", () => {
    expect(search(1000, 100).map(({ ratePerSecond }) => ratePerSecond)).toEqual([50, 75, 100]);
    expect(search(0, 64).map(({ ratePerSecond }) => ratePerSecond)).toEqual([32, 16, 8, 4, 2, 1]);
  });
});
