import type { Limit } from "@evenkeel/core";
import { expect, test } from "vitest";
import { limitWords } from "../../src/words/limits.ts";

const trained = (done: number): Limit => ({ work: "train", done, planned: 375, unit: "steps", seconds: 12 });
const evaluated: Limit = { work: "evaluate", done: 200, planned: 2000, unit: "images", seconds: 12 };

test("limits say all that was cut short, kinds that differ in how far they came as a range", () => {
  expect(limitWords([trained(7)])).toBe("limited: trained 7 of 375 steps (budget 12 s)");
  expect(limitWords([trained(9), evaluated, trained(3), trained(5)])).toBe(
    "limited: trained 3 to 9 of 375 steps (budget 12 s); evaluated 200 of 2000 images (budget 12 s)",
  );
});

test("a batch that some rounds measured not once is a range, too", () => {
  const measured = (done: number): Limit => ({
    work: "throughput",
    done,
    planned: 30,
    unit: "samples",
    seconds: 12,
    batchSize: 128,
  });
  expect(limitWords([measured(0)])).toBe("limited: batch 128: one call, warm-up included (budget 12 s)");
  expect(limitWords([measured(3), measured(0)])).toBe("limited: measured 0 to 3 of 30 samples (budget 12 s)");
});
