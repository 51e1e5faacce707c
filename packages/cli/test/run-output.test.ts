import { cellId, type CellResult, type Limit } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { describe, expect, it } from "vitest";
import { missingByName, otherVersions, settledLine, troubles } from "../src/run-output.ts";

const at = { device: "cpu", startedAt: new Date(0).toISOString(), wallSeconds: 2, model: "m", dataset: "d" };
const cellOf = (task: CellResult["task"], backend: string) => {
  const key = { backend, workload: "m", task, variant: {}, seed: 7, round: 1 };
  return { ...at, id: cellId(key), ...key };
};
const runtime = { library: "l", version: "1", provider: "p", threads: 1, simd: null, deviceName: null };
const count = (value: number) => ({ value, unit: "checks", n: 9, basis: "measured" }) as const;

const gate = (backend: string, failed: number): CellResult => ({
  ...cellOf("gradients", backend),
  state: "completed",
  runtime,
  limits: [],
  measurements: { "gradients.checks": count(9), "gradients.failedChecks": count(failed) },
});
const limited = (task: CellResult["task"], limits: Limit[]): CellResult => ({
  ...cellOf(task, "slow"),
  state: "completed",
  runtime,
  limits,
  measurements: {},
});
const without = (task: CellResult["task"], backend: string, state: "not-comparable" | "unavailable"): CellResult => ({
  ...cellOf(task, backend),
  state,
  runtime: null,
  measurements: {},
  reason: { code: "x", message: `${backend} is ${state}`, remedy: "do something" },
});
const runOf = (cells: readonly CellResult[]) => ({ cells }) as Run;

describe("otherVersions", () => {
  it("warns of a library that is not of the pinned version", () => {
    const backends = [
      { id: "a", runtime: { ...runtime, pinnedVersion: "2" } },
      { id: "b", runtime },
      { id: "c", runtime: null },
    ];
    expect(otherVersions({ backends } as unknown as Run)).toEqual(["a: ran on l 1, not on the pinned 2"]);
  });
});

describe("troubles", () => {
  it("names whose gate failed and how to see more, and says once what holds for several cells", () => {
    const cells = [
      gate("good", 0),
      gate("wrong", 2),
      without("train", "wrong", "not-comparable"),
      without("evaluate", "wrong", "not-comparable"),
      without("train", "away", "unavailable"),
      without("evaluate", "away", "unavailable"),
    ];
    expect(troubles(runOf(cells))).toEqual([
      "r1.gradients.m.wrong.s7: fails 2 of 9 checks; named by: npx -y pnpm@12 evenkeel check --backend wrong",
      "r1.train.m.wrong.s7, r1.evaluate.m.wrong.s7: not-comparable: wrong is not-comparable; do something",
      "away: unavailable: away is unavailable; do something",
    ]);
  });

  it("has nothing to say of a run that went well", () => {
    expect(troubles(runOf([gate("good", 0)]))).toEqual([]);
  });
});

describe("missingByName", () => {
  const cells = [gate("here", 0), without("train", "here", "unavailable"), without("train", "away", "unavailable")];
  const run = (backends: Run["experiment"]["backends"]) =>
    ({ experiment: { backends }, backends: [{ id: "here" }, { id: "away" }], cells }) as unknown as Run;

  it("is a backend that was asked for and of which nothing could run", () => {
    expect(missingByName(run(["here", "away"]))).toEqual(["away"]);
  });

  it("is none of all backends", () => {
    expect(missingByName(run("all"))).toEqual([]);
  });
});

describe("the line of a settled cell", () => {
  it("says at once that checks failed, and no more than fits", () => {
    expect(settledLine(gate("wrong", 2), 3, 8)).toBe("[3/8] r1.gradients.m.wrong.s7  2 s  (fails 2 of 9 checks)");
    expect(settledLine(without("train", "wrong".repeat(30), "not-comparable"), 4, 8)).toMatch(/ {2}2 s {2}\(.{99}…\)$/);
    expect(settledLine(gate("good", 0), 4, 8)).toBe("[4/8] r1.gradients.m.good.s7  2 s");
  });

  it("says what was cut short, and whether that was the cell's own work", () => {
    const limits: Limit[] = [{ work: "train", done: 3, planned: 18, unit: "steps", seconds: 2 }];
    expect(settledLine(limited("train", limits), 1, 2)).toBe(
      "[1/2] r1.train.m.slow.s7  2 s  (trained 3 of 18 steps (budget 2 s))",
    );
    expect(settledLine(limited("evaluate", limits), 2, 2)).toBe(
      "[2/2] r1.evaluate.m.slow.s7  2 s  (weights of limited training: trained 3 of 18 steps (budget 2 s))",
    );
  });
});
