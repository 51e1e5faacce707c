import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { logOdds } from "../src/softmax.ts";

/** By the definition, class by class. */
function byDefinition(row: readonly number[]): number[] {
  return row.map((value, index) => {
    const others = row.filter((_, other) => other !== index);
    const largest = Math.max(...others);
    return value - largest - Math.log(others.reduce((sum, other) => sum + Math.exp(other - largest), 0));
  });
}

describe("logOdds", () => {
  afterEach(() => vi.restoreAllMocks());

  it("are the logit less the logarithm of the others' summed exponentials", () => {
    const row = fc.array(fc.double({ min: -800, max: 800, noNaN: true }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(row, (logits) => {
        const expected = byDefinition(logits);
        for (const [index, odds] of logOdds(logits).entries()) {
          const one = expected[index] ?? Number.NaN;
          expect(Math.abs(odds - one)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(one), ...logits.map(Math.abs)));
        }
      }),
    );
  });

  it("takes work in proportion to the number of classes", () => {
    const exp = vi.spyOn(Math, "exp");
    const classes = 500;
    logOdds(Array.from({ length: classes }, (_, index) => index % 7));
    expect(exp.mock.calls.length).toBeLessThanOrEqual(3 * classes);
  });

  it("gives equal numbers for rows that differ by a constant, and for classes that share the largest logit", () => {
    const row = [3, -1, 7, 0.5, 7, 2];
    expect(logOdds(row.map((value) => value + 1024))).toEqual(logOdds(row));
    const [first, second] = logOdds([4, 4]);
    expect([first, second]).toEqual([0, 0]);
    // Class 1 is the first of the largest in one row, and the second in the other.
    expect(logOdds([1, 1, -1])[1]).toBe(logOdds([-1, 1, 1])[1]);
  });

  it("is infinite where there is no other class", () => {
    expect([...logOdds([5])]).toEqual([Infinity]);
  });
});
