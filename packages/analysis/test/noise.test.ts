import { expect, test } from "vitest";
import { frontOf, sameness, type Seen } from "../src/noise.ts";
import { spreadWidth } from "../src/spread.ts";

const time = (value: number, spread = 0, replicates = 1): Seen => ({
  value,
  spread,
  replicates,
  n: 100,
  unit: "ms",
});
const accuracy = (value: number, n: number): Seen => ({
  value,
  spread: 0,
  replicates: 1,
  n,
  unit: "ratio",
});

test("values of one round are the same within the floor, of which the smaller value counts", () => {
  expect(sameness(time(10), time(11))).toBe("floor");
  expect(sameness(time(11), time(10))).toBe("floor");
  expect(sameness(time(10), time(11.1))).toBeNull();
});

test("values of several rounds are the same within the mean of their spreads", () => {
  expect(sameness(time(10, 4, 3), time(12, 0.2, 3))).toBe("spread");
  expect(sameness(time(10, 0.2, 3), time(10.5, 0.2, 3))).toBeNull();
  expect(sameness(time(10, 3, 3), time(12))).toBeNull();
});

test("accuracies are the same within two standard errors on so many images", () => {
  expect(sameness(accuracy(0.8, 2000), accuracy(0.81, 2000))).toBe("images");
  expect(sameness(accuracy(0.8, 2000), accuracy(0.83, 2000))).toBeNull();
  expect(sameness(accuracy(0.8, 200_000), accuracy(0.81, 200_000))).toBeNull();
  expect(sameness(accuracy(1, 100), accuracy(1, 100))).toBe("images");
});

test("the spread is the middle half of four values and more, so that one disturbed round decides nothing", () => {
  expect(spreadWidth([1, 5, 2])).toBe(4);
  expect(spreadWidth([10, 11, 12, 13, 90])).toBe(2);
  expect(spreadWidth([7])).toBe(0);
});

test("the front is the best, with those that noise does not tell from it and what says so", () => {
  const of = (...values: number[]) => frontOf(values, (value) => time(value));
  expect(of()).toBeNull();
  expect(of(10)).toEqual({ best: 10, others: [], tied: [], by: null });
  expect(of(10, 10.5, 20)).toEqual({ best: 10, others: [10.5, 20], tied: [10.5], by: "floor" });
  expect(of(10, 20)).toEqual({ best: 10, others: [20], tied: [], by: null });
});
