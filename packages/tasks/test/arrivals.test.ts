import { describe, expect, it } from "vitest";
import { poissonArrivalsMs } from "../src/index.ts";

const arrivals = poissonArrivalsMs({ seed: 7, round: 1, ratePerSecond: 200, count: 20_000 });
const gaps = arrivals.map((at, index) => at - (arrivals[index - 1] ?? 0));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("arrivals", () => {
  it("have exponential gaps: mean and deviation 1 / rate, a share of 1/e above it", () => {
    const middle = mean(gaps);
    // Four standard errors of 20,000 gaps.
    expect(Math.abs(middle - 5)).toBeLessThan((4 * 5) / Math.sqrt(20_000));
    expect(Math.sqrt(mean(gaps.map((gap) => (gap - middle) ** 2)))).toBeCloseTo(5, 0);
    expect(gaps.filter((gap) => gap > 5).length / gaps.length).toBeCloseTo(1 / Math.E, 1.7);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  });

  it("have no memory: a gap says nothing about the next", () => {
    const middle = mean(gaps);
    const products = gaps.slice(1).map((gap, index) => (gap - middle) * ((gaps[index] ?? 0) - middle));
    expect(Math.abs(mean(products) / 25)).toBeLessThan(4 / Math.sqrt(20_000));
  });

  it("are the same at another rate, in its own unit of time, and others in another round", () => {
    const of = (round: number, ratePerSecond: number) =>
      poissonArrivalsMs({ seed: 7, round, ratePerSecond, count: 50 });
    for (const [index, at] of of(1, 100).entries()) expect(at).toBeCloseTo(2 * (arrivals[index] ?? 0), 9);
    expect(of(2, 200)).not.toEqual(of(1, 200));
  });
});
