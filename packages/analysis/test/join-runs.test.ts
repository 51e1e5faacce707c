import type { CellResult } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { compareRuns } from "../src/claims/between-runs.ts";
import { joinRuns } from "../src/join-runs.ts";
import { roundsForClaims } from "../src/rounds-for-claims.ts";
import type { RunData } from "../src/run-data.ts";
import { madeUpRun, type MadeUpOptions } from "./fixture/index.ts";

const base = { models: ["lenet-5"], backends: ["onnx-cpu"], threads: [1] } as const;

/** One round whose single predictions take so many ms; `more` in place of other fields of the run. */
function part(p50: number, minute: number, more: Partial<RunData["run"]> = {}, options: MadeUpOptions = {}): RunData {
  const settle = (_: unknown, result: CellResult): CellResult => {
    const measured = result.state === "completed" ? result.measurements["latency.p50Ms"] : undefined;
    if (result.state !== "completed" || measured === undefined) return result;
    return { ...result, measurements: { ...result.measurements, "latency.p50Ms": { ...measured, value: p50 } } };
  };
  const data = madeUpRun({ ...base, settle, ...options });
  const at = (second: number) => new Date(Date.UTC(2026, 10, 27, 2, minute, second)).toISOString();
  return { ...data, run: { ...data.run, startedAt: at(0), finishedAt: at(40), ...more } };
}

describe("joinRuns", () => {
  it("numbers the rounds on, with their samples", () => {
    const joined = joinRuns([part(1, 0), part(2, 2, {}, { rounds: 2 }), part(3, 4)], "out");
    const latencies = joined.run.cells.filter(({ task }) => task === "latency");
    expect(latencies.map(({ round, id }) => [round, id.split(".")[0]])).toEqual([
      [1, "r1"],
      [2, "r2"],
      [3, "r3"],
      [4, "r4"],
    ]);
    expect(latencies.map(({ id }) => joined.samples.latency.has(id))).toEqual([true, true, true, true]);
    expect(joined.run.plan.map(({ id }) => id)).toEqual(joined.run.cells.map(({ id }) => id));
    expect(roundsForClaims(joined.run).kept).toEqual([1, 2, 3, 4]);
    expect([joined.run.experiment.rounds, joined.run.startedAt, joined.run.finishedAt]).toEqual([
      4,
      "2026-11-27T02:00:00.000Z",
      "2026-11-27T02:04:40.000Z",
    ]);
  });

  it("lets runs that took turns be claimed about round by round, drifting machine or not", () => {
    const drift = (round: number) => 1 + 0.2 * round;
    const rounds = Array.from({ length: 8 }, (_, round) => round);
    const before = joinRuns(
      rounds.map((round) => part(drift(round), 2 * round)),
      "before",
    );
    const after = joinRuns(
      rounds.map((round) => part(1.1 * drift(round), 2 * round + 1)),
      "after",
    );
    const p50 = (one: RunData, two: RunData) =>
      compareRuns(one, two, null).changes.find(({ metric }) => metric === "p50")?.claim;
    expect(p50(before, after)).toMatchObject({ verdict: "slower", n: 8, over: "rounds" });
    expect(p50(before, after)?.effect.value).toBeCloseTo(1.1, 6);
    expect(p50(before, before)?.verdict).not.toBe("slower");
  });

  it("was met by the machine as it was before the first cell of all and after the last one", () => {
    const kernel = (beforeMs: number, afterMs: number | null, version = 1) => ({
      referenceKernel: { version, beforeMs, afterMs },
    });
    const kernelOf = (...parts: RunData[]) => joinRuns(parts, "out").run.referenceKernel;
    const [early, late] = [part(1, 0, kernel(30, 31)), part(1, 4, kernel(32, 40))];
    expect(kernelOf(early, part(1, 2, kernel(90, 91)), late)).toEqual({ version: 1, beforeMs: 30, afterMs: 40 });
    expect(kernelOf(late, early)).toEqual({ version: 1, beforeMs: 30, afterMs: 40 });
    expect(kernelOf(early, part(1, 4, kernel(32, null)))).toEqual({ version: 1, beforeMs: 30, afterMs: null });
    expect(kernelOf(early, part(1, 4))).toBeUndefined();
    expect(kernelOf(early, part(1, 4, kernel(32, 40, 2)))).toBeUndefined();
  });

  it("does not take the first part's last answer for that of all", () => {
    const untilDecided = { maxRounds: 9, decidedAfter: 1, why: "One round decided it." };
    expect(joinRuns([part(1, 0, { untilDecided }), part(1, 2)], "out").run).not.toHaveProperty("untilDecided");
  });

  it("gives a single run as it is, and refuses what is no part of one", () => {
    const one = part(1, 0);
    expect(joinRuns([one], "out")).toBe(one);
    const faults: [RunData, RegExp][] = [
      [
        part(1, 1, { fingerprint: "fedcba9876543210" }),
        /^out: runs that are no parts of one; expected runs of the same machine/,
      ],
      [
        part(1, 1, { environment: { ...one.run.environment, evenkeelCommit: null } }),
        /the same commit; got d17cb2.*, none/,
      ],
      [
        part(1, 1, {
          environment: {
            ...one.run.environment,
            repository: { commit: "ab".repeat(20), dirty: false, experiment: "mine.ts" },
          },
        }),
        /expected runs of the same commit; got [0-9a-f]{40}, [0-9a-f]{40} with (?:ab){20}/,
      ],
      [part(1, 1, { experiment: { ...one.run.experiment, name: "other" } }), /the same experiment; got quick, other/],
      [part(1, 1, {}, { epochs: 2 }), /the same workloads; got runs of several/],
    ];
    for (const [other, told] of faults) expect(() => joinRuns([one, other], "out")).toThrow(told);
    expect(() => joinRuns([], "out")).toThrow(/no runs/);
  });
});
