import { expect, test } from "vitest";
import { sameness, type Seen } from "../src/noise.ts";

const time = (value: number, min = value, max = value, replicates = 1): Seen => ({
  value,
  min,
  max,
  replicates,
  n: 100,
  unit: "ms",
});
const accuracy = (value: number, n: number): Seen => ({
  value,
  min: value,
  max: value,
  replicates: 1,
  n,
  unit: "ratio",
});

test("values of one round are the same within the floor, of which the smaller value counts", () => {
  expect(sameness(time(10), time(11))).toBe("floor");
  expect(sameness(time(11), time(10))).toBe("floor");
  expect(sameness(time(10), time(11.1))).toBeNull();
});

test("values of several rounds are the same within the larger of their spreads", () => {
  expect(sameness(time(10, 9, 12, 3), time(12, 11.9, 12.1, 3))).toBe("spread");
  expect(sameness(time(10, 9.9, 10.1, 3), time(10.5, 10.4, 10.6, 3))).toBeNull();
  expect(sameness(time(10, 9, 12, 3), time(12))).toBeNull();
});

test("accuracies are the same within two standard errors on so many images", () => {
  expect(sameness(accuracy(0.8, 2000), accuracy(0.81, 2000))).toBe("images");
  expect(sameness(accuracy(0.8, 2000), accuracy(0.83, 2000))).toBeNull();
  expect(sameness(accuracy(0.8, 200_000), accuracy(0.81, 200_000))).toBeNull();
  expect(sameness(accuracy(1, 100), accuracy(1, 100))).toBe("images");
});
