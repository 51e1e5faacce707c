import { describe, expect, it } from "vitest";
import { warmUp } from "../src/tasks/warm-up.ts";
import { startBudget } from "../src/budget.ts";
import { FakeClock } from "./fixtures/fake-clock.ts";

/** How many calls the warm-up made, when call number n takes `msOf(n)`. */
async function callsOfWarmUp(
  msOf: (call: number) => number,
  { seconds = 6, lastMs = null }: { seconds?: number; lastMs?: number | null } = {},
): Promise<number> {
  const clock = new FakeClock();
  let calls = 0;
  const call = () => {
    const took = msOf(calls);
    calls += 1;
    clock.advance(took);
    return Promise.resolve(took);
  };
  await warmUp(call, { clock, budget: startBudget(seconds, clock), lastMs });
  return calls;
}

describe("warmUp", () => {
  it("ends when two half seconds bring nothing", async () => {
    expect(await callsOfWarmUp(() => 100)).toBe(15);
    expect(await callsOfWarmUp((call) => (call < 5 ? 100 : 95))).toBe(5 + 6 + 6);
  });

  it("goes on while calls grow faster, also after a half second that did not", async () => {
    expect(await callsOfWarmUp((call) => [500, 250, 250, 250, 250][call] ?? 125)).toBe(1 + 4 + 4 * 3);
  });

  it("ends after six seconds of ever faster calls, and after one call that takes as long", async () => {
    expect(await callsOfWarmUp((call) => 3000 / (call + 1))).toBe(3);
    expect(await callsOfWarmUp(() => 7000)).toBe(1);
  });

  it("makes no call that would go beyond its budget, as long as the last one took", async () => {
    expect(await callsOfWarmUp(() => 2500)).toBe(2);
    expect(await callsOfWarmUp(() => 100, { seconds: 0.45 })).toBe(4);
    expect(await callsOfWarmUp(() => 100, { lastMs: 7000 })).toBe(0);
  });
});
