import { describe, expect, it } from "vitest";
import {
  fits,
  hardLimitSeconds,
  leastMs,
  limitedBy,
  linearMs,
  nextChunkSteps,
  partOf,
  startBudget,
} from "../src/budget.ts";
import { FakeClock } from "./fixtures/fake-clock.ts";

describe("budget", () => {
  it("runs out when its time has passed, not before", () => {
    const clock = new FakeClock();
    const budget = startBudget(2, clock);
    clock.advance(1500);
    expect([budget.spent(), budget.remainingMs(), budget.usedFraction()]).toEqual([false, 500, 0.75]);
    clock.advance(500);
    expect([budget.spent(), budget.usedFraction()]).toEqual([true, 1]);
    clock.advance(500);
    expect(budget.usedFraction()).toBe(1);
  });

  it("is killed at twice its length and a minute", () => {
    expect(hardLimitSeconds(30)).toBe(120);
  });

  it("says what it cut short", () => {
    const budget = startBudget(12, new FakeClock());
    const work = { work: "train", planned: 375, unit: "steps", unitMs: 4000 } as const;
    expect(limitedBy(budget, { ...work, done: 3 })).toEqual([{ ...work, done: 3, seconds: 12 }]);
    expect(limitedBy(budget, { ...work, done: 375 })).toEqual([]);
    const { unitMs: _, ...without } = work;
    expect(limitedBy(budget, { ...work, done: 0, unitMs: null })).toEqual([{ ...without, done: 0, seconds: 12 }]);
  });

  it("begins a first call always, and others where they should end in time", () => {
    const clock = new FakeClock();
    const budget = startBudget(2, clock);
    clock.advance(1500);
    expect([null, 500, 501].map((ms) => fits(budget, ms))).toEqual([true, true, false]);
    clock.advance(500);
    expect([null, 0].map((ms) => fits(budget, ms))).toEqual([true, false]);
  });

  it("expects steps to take as long as the last ones, and another batch size at least a part of it", () => {
    const last = { ms: 40, size: 4 };
    expect([linearMs(null, 4), linearMs(last, 8), linearMs(last, 1)]).toEqual([null, 80, 10]);
    expect([leastMs(null, 4), leastMs(last, 8), leastMs(last, 1)]).toEqual([null, 40, 10]);
  });

  it("is divided into equal parts of what is left", () => {
    const clock = new FakeClock();
    const budget = startBudget(6, clock);
    clock.advance(2000);
    expect(partOf(budget, 4, clock).seconds).toBe(1);
    clock.advance(5000);
    expect(partOf(budget, 1, clock).spent()).toBe(true);
  });
});

describe("nextChunkSteps", () => {
  it("doubles while calls are short, up to 32", () => {
    const chunks = [1];
    for (let call = 0; call < 7; call += 1) chunks.push(nextChunkSteps(chunks.at(-1) ?? 1, 20));
    expect(chunks).toEqual([1, 2, 4, 8, 16, 32, 32, 32]);
  });

  it("stays at one step for a slow backend", () => {
    expect(nextChunkSteps(1, 12_000)).toBe(1);
  });
});
