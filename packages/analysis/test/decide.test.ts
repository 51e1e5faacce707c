import { sequentialP } from "@evenkeel/stats";
import { describe, expect, test } from "vitest";
import { claimsOf, decideByClaims, type Run, type RunData } from "../src/index.ts";
import { looksOf } from "../src/claims/looks.ts";
import { madeUpRun, writtenRun, type MadeUpOptions } from "./fixture/index.ts";

const base: MadeUpOptions = {
  models: ["lenet-5"],
  backends: ["onnx-cpu", "onnx-wasm"],
  threads: [1],
  tasks: ["latency"],
};

/** p50 of a backend in a round. */
type Times = (backend: string, round: number) => number;
const steady: Times = (backend, round) =>
  (backend === "onnx-cpu" ? 1 : 1.2) * (1 + 0.01 * Math.sin(7 * round + backend.length));
/** The lead changes from round to round. */
const undecided: Times = (backend, round) => (backend === "onnx-cpu" ? 1 + 0.1 * (-1) ** round : 1);

/** A run until it is decided that asked for so many rounds and came to others. */
function open(rounds: number, times: Times, { asked = 1, maxRounds = 24, disturbed = [] as number[] } = {}): RunData {
  const data = madeUpRun({
    ...base,
    rounds,
    settle: (cell, result) => {
      if (result.state !== "completed") return result;
      const p50 = { value: times(cell.backend, cell.round), unit: "ms", n: 700, basis: "measured" } as const;
      return { ...result, measurements: { ...result.measurements, "latency.p50Ms": p50 } };
    },
  });
  const { experiment, startedAt } = data.run;
  const records: Run["rounds"] = disturbed.map((round) => ({
    round,
    startedAt,
    finishedAt: startedAt,
    machineLoad: { loadPerCore: 0, othersShare: 1, stolenShare: 0, throttledShare: 0, waitingShare: 0 },
    longestPauseSeconds: 0,
    disturbed: { by: "others", value: 1 },
  }));
  const changed = { ...experiment, rounds: asked, untilDecided: { maxRounds } };
  return { ...data, run: { ...data.run, experiment: changed, rounds: records, claims: [] } };
}

const decisionOf = async (data: RunData) => decideByClaims(data.run, await writtenRun(data));
const p50Of = (data: RunData) => claimsOf(data).find(({ metric }) => metric === "p50");

describe("the looks at a run until it is decided", () => {
  test("are the planned ones from the first question on, and this one, in rounds that count", () => {
    expect(looksOf(open(12, steady).run)).toEqual({ rounds: [6, 8, 10, 12], maxRounds: 24 });
    expect(looksOf(open(9, steady).run)).toEqual({ rounds: [6, 8, 9], maxRounds: 24 });
    expect(looksOf(open(12, steady, { asked: 9 }).run)).toEqual({ rounds: [10, 12], maxRounds: 24 });
    expect(looksOf(open(10, steady, { disturbed: [2, 9, 10] }).run)).toEqual({ rounds: [5, 7], maxRounds: 24 });
    expect(looksOf(open(1, steady, { disturbed: [1] }).run)).toBeNull();
    expect(looksOf(madeUpRun({ ...base, rounds: 12 }).run)).toBeNull();
  });

  test("make the p larger and the interval wider than one look would", () => {
    const data = open(12, steady);
    const { untilDecided: _, ...once } = data.run.experiment;
    const [many, one] = [p50Of(data), p50Of({ ...data, run: { ...data.run, experiment: { ...once, rounds: 12 } } })];
    expect(one?.p).toBe(2 / 2 ** 12);
    expect(many?.p).toBe(sequentialP(2 / 2 ** 12, { rounds: [6, 8, 10, 12], maxRounds: 24 }));
    expect(many?.p).toBeGreaterThan(one?.p ?? 1);
    expect(many?.effect.value).toBe(one?.effect.value);
    expect(many?.effect.low).toBeLessThan(one?.effect.low ?? 0);
    expect(many?.effect.high).toBeGreaterThan(one?.effect.high ?? Infinity);
  });
});

describe("whether another round follows", () => {
  test("is no once it is clear who leads, and yes while it is not", async () => {
    expect(await decisionOf(open(12, steady))).toEqual({
      more: false,
      why: "who leads is decided in everything that rounds decide",
    });
    const { more, why } = await decisionOf(open(12, undecided));
    expect(more).toBe(true);
    expect(why).toMatch(/^open in 1 of \d comparisons, the first p50 of lenet-5 between onnx-cpu and onnx-wasm/);
  });

  test("is yes between the planned looks, unread", async () => {
    expect(await decisionOf(open(11, steady))).toEqual({ more: true, why: "claims are looked at after 12 rounds" });
  });

  test("is yes after six rounds of many, whatever they say: so early a look may spend next to nothing", async () => {
    expect(await decisionOf(open(6, steady))).toMatchObject({ more: true });
  });

  test("is asked of undisturbed rounds alone", async () => {
    const disturbed = [1, 2, 3, 4, 5, 6, 7];
    const { more, why } = await decisionOf(open(12, steady, { disturbed }));
    expect(more).toBe(true);
    expect(why).toMatch(/; 7 of 12 rounds were disturbed and do not count$/);
  });

  test("is no where there is nothing to compare", async () => {
    const alone = madeUpRun({ ...base, backends: ["onnx-cpu"], rounds: 6 });
    expect(await decisionOf(alone)).toEqual({ more: false, why: "there is nothing to compare" });
  });
});
