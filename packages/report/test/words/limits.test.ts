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

test("a limit says what a step, image, prediction or call takes, as a range where cells differ", () => {
  const words = (limit: Partial<Limit>) => limitWords([{ ...trained(1), ...limit }]);
  expect(words({ unitMs: 12_046 })).toBe("limited: trained 1 of 375 steps (budget 12 s; a step takes 12 s)");
  expect(words({ work: "evaluate", unit: "images", unitMs: 9.44 })).toBe(
    "limited: evaluated 1 of 375 images (budget 12 s; an image takes 9.4 ms)",
  );
  expect(words({ work: "latency", unit: "samples", unitMs: 1500 })).toContain("; a prediction takes 1.5 s)");
  const calls = { planned: null, done: 0, unit: "calls", batchSize: 32, unitMs: 61_000 } as const;
  expect(words({ ...calls, work: "throughput" })).toBe(
    "limited: batch 32: one call, warm-up included (budget 12 s; a call takes 1 min 1 s)",
  );
  expect(words({ ...calls, work: "step-time" })).toContain("(budget 12 s; a step takes 1 min 1 s)");
  expect(words({ work: "throughput", planned: 3, unit: "batch sizes", unitMs: 4000 })).toBe(
    "limited: measured 1 of 3 batch sizes (budget 12 s; a call of the last one takes 4.0 s)",
  );
  const rounds = [3, 9].map((done) => ({ ...trained(done), unitMs: 5000 / done }));
  expect(limitWords(rounds)).toBe("limited: trained 3 to 9 of 375 steps (budget 12 s; a step takes 556 ms to 1.7 s)");
});
