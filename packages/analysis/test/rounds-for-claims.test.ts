import { expect, test } from "vitest";
import { roundsForClaims } from "../src/index.ts";
import { madeUpRun } from "./fixture/index.ts";

test("keeps the rounds that nothing disturbed, and names the others with their reason", () => {
  const { run } = madeUpRun({ models: ["lenet-5"], rounds: 4 });
  const reason = { by: "others", value: 0.2 } as const;
  const record = (round: number, disturbed: typeof reason | null) => ({
    round,
    startedAt: run.startedAt,
    finishedAt: run.startedAt,
    machineLoad: { loadPerCore: null, othersShare: null, stolenShare: null, throttledShare: null, waitingShare: null },
    longestPauseSeconds: 0,
    disturbed,
  });
  const rounds = [record(1, null), record(2, reason), record(3, null)];
  expect(roundsForClaims({ ...run, rounds })).toEqual({ kept: [1, 3, 4], excluded: [{ round: 2, reason }] });
  expect(roundsForClaims(run)).toEqual({ kept: [1, 2, 3, 4], excluded: [] });
});
