import type { CellResult, MeasurementName } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { columnOf, type ColumnId } from "../src/columns.ts";
import { comparisonOf } from "../src/comparison.ts";
import { leaderOf } from "../src/leaders.ts";
import { standingsOf } from "../src/standings.ts";
import { madeUpRun, type MadeUpOptions } from "./fixture/made-up-run.ts";

const models = ["lenet-5"];

function standings(id: ColumnId, options: MadeUpOptions = {}) {
  const found = standingsOf(madeUpRun({ models, ...options }).run, "lenet-5", columnOf(id));
  if (found === null) throw new Error(`no ${id}`);
  return found;
}
function leader(id: ColumnId, options: MadeUpOptions = {}) {
  const { run } = madeUpRun({ models, ...options });
  return leaderOf(run, "lenet-5", columnOf(id), standings(id, options));
}
/** As many rounds as a claim takes, alike but for a little unrest. */
const sixRounds = (value: number) => [0.99, 1.01, 1, 0.995, 1.005, 1.002].map((factor) => factor * value);

/** A run in which a measurement of each backend has the given values, round by round. */
function having(name: MeasurementName, values: Readonly<Record<string, readonly number[]>>): MadeUpOptions {
  const rounds = Math.max(...Object.values(values).map(({ length }) => length));
  return {
    backends: Object.keys(values),
    rounds,
    settle: (cell, result): CellResult => {
      const measurement = result.state === "completed" ? result.measurements[name] : undefined;
      const value = values[cell.backend]?.[cell.round - 1];
      if (result.state !== "completed" || measurement === undefined || value === undefined) return result;
      return { ...result, measurements: { ...result.measurements, [name]: { ...measurement, value } } };
    },
  };
}

test("a value is the median over rounds, with its range, replicates and samples", () => {
  const [first] = standings("step", having("train.stepMs", { "onnx-cpu": [4, 9, 5] }));
  expect(first?.summary).toMatchObject({ value: 5, min: 4, max: 9, replicates: 3, n: 3 * 375, unit: "ms" });
});

describe("the leader", () => {
  test("leads by the larger value over the smaller, whichever is better", () => {
    const rates = { "onnx-cpu": Array<number>(6).fill(600), "onnx-wasm": Array<number>(6).fill(200) };
    expect(leader("train-rate", having("train.imagesPerSecond", rates))).toMatchObject({
      state: "leads",
      best: { backend: "onnx-cpu" },
      ratio: 3,
      difference: 400,
      claim: { verdict: "faster", over: "rounds", n: 6, p: 2 / 64 },
    });
    const times = { "onnx-cpu": sixRounds(2), "onnx-wasm": sixRounds(0.5) };
    expect(leader("p50", having("latency.p50Ms", times))).toMatchObject({
      state: "leads",
      best: { backend: "onnx-wasm" },
      next: { backend: "onnx-cpu" },
      claim: { verdict: "slower" },
    });
  });

  test("has no ratio to nothing", () => {
    const bytes = { "onnx-cpu": Array<number>(6).fill(0), "onnx-wasm": Array<number>(6).fill(5) };
    const memory = having("memory.aboveBaselineBytes", bytes);
    expect(leader("train-memory", memory)).toMatchObject({
      state: "leads",
      best: { backend: "onnx-cpu" },
      ratio: null,
      claim: { verdict: "less-memory", effect: { kind: "difference", value: -5 } },
    });
  });

  test("is tied, alone or none, and then it is said why", () => {
    expect(leader("accuracy", { backends: ["onnx-cpu", "onnx-wasm"], testImages: 200 })).toMatchObject({
      state: "tied",
      claim: { procedure: "mcnemar", over: "images", n: 200, seed: 1, verdict: "not-distinguishable" },
    });
    expect(leader("train-rate", { backends: ["onnx-cpu"] })).toMatchObject({ state: "alone" });
    expect(leader("accuracy", { backends: ["tfjs-cpu"] })).toEqual({ state: "none", why: "work-cut-short" });
    expect(leader("p50", { settle: () => null })).toEqual({ state: "none", why: "not-measured" });
    expect(leader("final-loss")).toBeNull();
  });
});

test("limited work compares in rates and not in results, and leads neither", () => {
  const slow = (id: ColumnId, options: MadeUpOptions = {}) =>
    standings(id, { threads: [1], ...options }).find(({ backend }) => backend === "tfjs-cpu");
  const comparable = (["train-rate", "accuracy", "train-memory"] as const).map((id) => slow(id)?.comparable);
  expect(comparable).toEqual([true, false, false]);
  const rates = { "onnx-cpu": sixRounds(600), "onnx-wasm": sixRounds(200), "tfjs-cpu": sixRounds(9000) };
  const options = having("train.imagesPerSecond", rates);
  expect(slow("train-rate", options)).toMatchObject({ disqualified: "limited", best: false, tied: false });
  expect(leader("train-rate", options)).toMatchObject({ state: "leads", best: { backend: "onnx-cpu" } });
});

describe("nobody leads", () => {
  const rates = (first: readonly number[], second: readonly number[]) =>
    having("train.imagesPerSecond", { "onnx-cpu": first, "onnx-wasm": second });
  const marks = (options: MadeUpOptions) => standings("train-rate", options).map(({ best, tied }) => [best, tied]);

  test("by fewer rounds than can decide", () => {
    const five = rates(sixRounds(600).slice(1), sixRounds(300).slice(1));
    expect(leader("train-rate", five)).toMatchObject({
      state: "untried",
      best: { backend: "onnx-cpu" },
      claim: { n: 5, p: null, q: null, verdict: "not-distinguishable", needed: 6 },
    });
    expect(marks(five)).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(marks(rates(sixRounds(600), sixRounds(300)))).toEqual([
      [true, false],
      [false, false],
    ]);
  });

  test("by what several rounds do not tell apart, or call equivalent", () => {
    const noisy = rates([600, 700, 640, 690, 610, 660], [650, 640, 660, 630, 670, 645]);
    expect(leader("train-rate", noisy)).toMatchObject({ state: "tied", claim: { verdict: "not-distinguishable" } });
    expect(marks(noisy)).toEqual([
      [false, true],
      [false, true],
    ]);
    const near = rates(sixRounds(600), sixRounds(597));
    expect(leader("train-rate", near)).toMatchObject({ state: "tied", claim: { verdict: "equivalent", needed: null } });
  });

  test("after a failure at the gate, whatever else it does", () => {
    const failing: MadeUpOptions["settle"] = (cell, result) =>
      cell.task === "gradients" && cell.backend === "onnx-cpu" && result.state === "completed"
        ? {
            ...result,
            measurements: {
              ...result.measurements,
              "gradients.failedChecks": { value: 1, unit: "checks", n: 9, basis: "measured" },
            },
          }
        : result;
    const tasks = ["gradients", "latency", "throughput"] as const;
    const found = standings("p50", { tasks: [...tasks], settle: failing });
    expect(found[0]).toMatchObject({ disqualified: "fails-gate", best: false, tied: false });
    expect(leader("throughput", { tasks: [...tasks], settle: failing })?.state).not.toBe("none");
    expect(leader("p50", { tasks: [...tasks], backends: ["onnx-cpu"], settle: failing })).toEqual({
      state: "none",
      why: "not-comparable",
    });
  });

  test("on a software adapter, in whatever column", () => {
    const settle: MadeUpOptions["settle"] = (_cell, result): CellResult =>
      result.state === "completed" ? { ...result, runtime: { ...result.runtime, adapter: "software" } } : result;
    const ids = ["p50", "predict-memory", "accuracy"] as const;
    expect(ids.map((id) => leader(id, { settle, backends: ["onnx-cpu"] }))).toEqual(
      ids.map(() => ({ state: "none", why: "software-adapter" })),
    );
  });
});

test("a rate of predictions says at which batch size", () => {
  const rates = having("throughput.imagesPerSecond", { "onnx-cpu": [600], "onnx-wasm": [200] });
  const settle: MadeUpOptions["settle"] = (cell, result) => {
    const settled = rates.settle?.(cell, result) ?? result;
    if (settled.state !== "completed" || cell.task !== "throughput") return settled;
    const bestBatchSize = { value: 128, unit: "images", n: 3, basis: "measured" } as const;
    return { ...settled, measurements: { ...settled.measurements, "throughput.bestBatchSize": bestBatchSize } };
  };
  expect(standings("throughput", { ...rates, settle })[0]?.batchSizes).toEqual([128]);
  expect(standings("p50", { ...rates, settle })[0]?.batchSizes).toEqual([]);
});

test("a software adapter's times never compare, its other values do", () => {
  const settle: MadeUpOptions["settle"] = (cell, result): CellResult =>
    result.state !== "completed" || cell.backend !== "onnx-cpu"
      ? result
      : { ...result, runtime: { ...result.runtime, deviceName: "SwiftShader", adapter: "software" } };
  const ranks = (id: ColumnId) => standings(id, { settle })[0]?.comparable;
  expect([ranks("train-rate"), ranks("p50"), ranks("cold-start")]).toEqual([false, false, false]);
  expect([ranks("accuracy"), ranks("predict-memory")]).toEqual([true, true]);
});

describe("the comparison", () => {
  test("has the columns that the run's tasks fill", () => {
    const { columns } = comparisonOf(madeUpRun({ tasks: ["latency"] }).run);
    expect(columns.map(({ id }) => id)).toEqual(["p50", "p90", "cold-start", "predict-memory"]);
  });

  test("says why a place holds no value", () => {
    const [workload] = comparisonOf(madeUpRun({ models, tasks: ["latency"] }).run).workloads;
    const slow = workload?.rows.find(({ backend }) => backend === "tfjs-cpu");
    expect(slow?.cells.map(({ absence }) => absence)).toEqual([
      null,
      { kind: "insufficient-samples", n: 40 },
      null,
      null,
    ]);
    const [open] = comparisonOf(madeUpRun({ models, tasks: ["latency"], settle: () => null }).run).workloads;
    expect(open?.rows[0]?.cells[0]?.absence).toEqual({ kind: "state", state: "not-run" });
  });

  test("tells a limit once that the evaluation repeats", () => {
    const [workload] = comparisonOf(madeUpRun({ models }).run).workloads;
    expect(workload?.rows.map(({ limits }) => limits.length)).toEqual([0, 0, 0, 1]);
  });
});

describe("what a seed determines", () => {
  const accuracy = (options: MadeUpOptions) =>
    standings("accuracy", { backends: ["onnx-cpu"], testImages: 2000, ...options })[0]?.summary;

  test("counts once, however many rounds take times", () => {
    expect(accuracy({ rounds: 3 })).toMatchObject({ n: 2000, replicates: 1 });
    expect(standings("train-rate", { backends: ["onnx-cpu"], rounds: 3 })[0]?.summary).toMatchObject({ replicates: 3 });
  });

  test("counts each seed with the same images, and adds up over folds", () => {
    expect(accuracy({ rounds: 3, seeds: [1, 2] })).toMatchObject({ n: 2000, seeds: 2, replicates: 2 });
    expect(accuracy({ rounds: 4, folds: 2, seeds: [1, 2] })).toMatchObject({ n: 4000, seeds: 2, folds: 2 });
  });

  test("of a run of schema 1, that trained the same anew in every round, counts once", () => {
    const { run } = madeUpRun({ models, backends: ["onnx-cpu"], testImages: 2000 });
    const again = [2, 3].flatMap((round) =>
      run.cells.map((cell) => ({ ...cell, id: cell.id.replace("r1", `r${round}`), round })),
    );
    const experiment = { ...run.experiment, rounds: 3 };
    const [standing] =
      standingsOf({ ...run, experiment, cells: [...run.cells, ...again] }, "lenet-5", columnOf("accuracy")) ?? [];
    expect(standing?.summary).toMatchObject({ n: 2000, replicates: 1 });
  });
});
