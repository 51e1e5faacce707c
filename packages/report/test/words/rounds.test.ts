import type { Run } from "@evenkeel/analysis";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import { describe, expect, test } from "vitest";
import { html } from "../../src/exporters/html.ts";
import { disturbedRoundsText } from "../../src/words/rounds.ts";

type Disturbance = NonNullable<NonNullable<Run["rounds"]>[number]["disturbed"]>;

/** A run of so many rounds, some of them disturbed. */
function runOf(rounds: number, disturbed: Readonly<Record<number, Disturbance>>) {
  const data = madeUpRun({ models: ["lenet-5"], rounds });
  const records = Array.from({ length: rounds }, (_, index) => ({
    round: index + 1,
    startedAt: data.run.startedAt,
    finishedAt: data.run.startedAt,
    machineLoad: { loadPerCore: 0, othersShare: 0, stolenShare: 0, throttledShare: 0, waitingShare: 0 },
    longestPauseSeconds: 0,
    disturbed: disturbed[index + 1] ?? null,
  }));
  return { ...data, run: { ...data.run, rounds: records } };
}

describe("disturbed rounds", () => {
  test("are named with what disturbed them", () => {
    const { run } = runOf(12, {
      3: { by: "others", value: 0.12 },
      5: { by: "pause", value: 7200 },
      7: { by: "others", value: 0.06 },
    });
    expect(disturbedRoundsText(run)).toBe(
      "3 of 12 rounds were disturbed and left out of claims: rounds 3 and 7 (other programs took 12% of the processors, " +
        "at the most); round 5 (the run paused for 2 h 0 min). Their values stay in the tables.",
    );
    expect(disturbedRoundsText(runOf(2, { 1: { by: "heat", value: 1 } }).run)).toBe(
      "1 of 2 rounds was disturbed and left out of claims: round 1 (the processors slowed down for their heat, 1 time). " +
        "Their values stay in the tables.",
    );
  });

  test("may be all", () => {
    const all = runOf(2, { 1: { by: "host", value: 0.05 }, 2: { by: "quota", value: 0.5 } });
    expect(disturbedRoundsText(all.run)).toMatch(/^All 2 rounds were disturbed, and none counts for a claim: round 1/);
    const slow = runOf(3, { 2: { by: "slower-processors", value: 0.2 } });
    expect(disturbedRoundsText(slow.run)).toContain("round 2 (the processors ran 20% slower than in the other rounds)");
  });

  test("are nothing where none is, of one round alone, and of older runs", () => {
    expect(disturbedRoundsText(runOf(3, {}).run)).toBeNull();
    expect(disturbedRoundsText(runOf(1, { 1: { by: "others", value: 1 } }).run)).toBeNull();
    expect(disturbedRoundsText(madeUpRun({ rounds: 3 }).run)).toBeNull();
  });

  test("stand on the page", () => {
    expect(html(runOf(3, { 2: { by: "others", value: 0.3 } }))).toContain(
      "<strong>Disturbed rounds.</strong> 1 of 3 rounds was disturbed",
    );
    expect(html(runOf(3, {}))).not.toContain("Disturbed rounds");
  });
});
