import { describe, expect, it } from "vitest";
import { warmUp } from "../src/tasks/warm-up.ts";
import { FakeClock } from "./fixtures/fake-clock.ts";

/** How many calls the warm-up made, when call number n takes `msOf(n)`. */
async function callsOfWarmUp(msOf: (call: number) => number): Promise<number> {
  const clock = new FakeClock();
  let calls = 0;
  await warmUp(() => {
    const took = msOf(calls);
    calls += 1;
    clock.advance(took);
    return Promise.resolve(took);
  }, clock);
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
    expect(await callsOfWarmUp((call) => 3000 / (call + 1))).toBeGreaterThan(3);
    expect(await callsOfWarmUp(() => 7000)).toBe(1);
  });
});
