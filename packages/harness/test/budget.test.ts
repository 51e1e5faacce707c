import { describe, expect, it } from "vitest";
import {
  hardLimitSeconds,
  latencyPlan,
  limitedBy,
  nextChunkSteps,
  startBudget,
  throughputShare,
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
    const work = { work: "train", planned: 375, unit: "steps" } as const;
    expect(limitedBy(budget, { ...work, done: 3 })).toEqual([{ ...work, done: 3, seconds: 12 }]);
    expect(limitedBy(budget, { ...work, done: 375 })).toEqual([]);
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

describe("latencyPlan", () => {
  const plan = (predictMs: number, seconds = 30) => latencyPlan(startBudget(seconds, new FakeClock()), predictMs);

  it("takes enough samples for every percentile from a backend that is quick enough", () => {
    expect(plan(5)).toEqual({ wanted: 700, iterations: 700, timeMs: 1000 });
  });

  it("keeps a slow backend within its budget", () => {
    const { iterations } = plan(128);
    expect(iterations).toBe(187);
    expect(iterations * 128).toBeLessThan(30_000);
  });

  it("takes one sample where the budget is too small for any", () => {
    expect(plan(60_000)).toMatchObject({ iterations: 1 });
    expect(plan(0.5, 0.001)).toMatchObject({ iterations: 1 });
  });
});

describe("throughputShare", () => {
  it("is 2 s a batch size, or an equal part of what is left", () => {
    const clock = new FakeClock();
    const budget = startBudget(6, clock);
    expect(throughputShare(budget, 2, clock).seconds).toBe(2);
    clock.advance(5000);
    expect(throughputShare(budget, 2, clock).seconds).toBe(0.5);
    clock.advance(5000);
    expect(throughputShare(budget, 1, clock).spent()).toBe(true);
  });
});
