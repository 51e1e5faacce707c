import type { Cell, CellResult } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { leaderOf } from "../src/leaders.ts";
import { columnOf } from "../src/columns.ts";
import { agreementOf } from "../src/agreement.ts";
import { countIn } from "../src/arms.ts";
import { comparisonsOf } from "../src/comparison.ts";
import { standingsOf } from "../src/standings.ts";
import { summaryDocumentOf } from "../src/run-summary.ts";
import { latencyDistributionsOf } from "../src/speed.ts";
import { outcomeOf } from "../src/outcome.ts";
import { trainingsOf } from "../src/run-data.ts";
import { madeUpRun, type MadeUpOptions } from "./fixture/made-up-run.ts";

const models = ["lenet-5"];
const backends = ["onnx-cpu", "onnx-wasm", "tfjs-wasm"];
const both: MadeUpOptions = { models, backends, threads: [1, "default"] };
const gated: MadeUpOptions = { ...both, tasks: ["gradients", "train", "evaluate"] };
const rowsOf = (options: MadeUpOptions) =>
  comparisonsOf(madeUpRun(options).run).map(({ arm, columns, workloads }) => ({
    arm,
    columns: columns.map(({ id }) => id),
    rows: workloads[0]?.rows.map(({ backend, threads }) => [backend, threads]),
  }));

function failing(cell: Cell, { device, startedAt }: CellResult): CellResult {
  const reason = { code: "gradients", message: "it fails", remedy: null } as const;
  const base = { ...cell, device, startedAt, wallSeconds: 0, runtime: null, measurements: {} };
  return { ...base, state: "not-comparable", reason };
}

describe("thread counts", () => {
  test("are a table each: what a seed determines stands in the first, what took one thread in both", () => {
    const [equal, own] = rowsOf(both);
    expect(equal).toMatchObject({ arm: 1, rows: backends.map((backend) => [backend, 1]) });
    expect(equal?.columns).toContain("accuracy");
    expect(own).toMatchObject({ arm: "default", rows: backends.map((id) => [id, id === "tfjs-wasm" ? 1 : 2]) });
    expect(own?.columns).toEqual(expect.arrayContaining(["train-rate", "p50", "throughput", "train-memory"]));
    expect(own?.columns).not.toEqual(expect.arrayContaining(["accuracy"]));
    expect(own?.columns).not.toEqual(expect.arrayContaining(["final-loss"]));
  });

  test("never rank across: of defaults that differ, those that took most alone", () => {
    const { run } = madeUpRun({ ...both, threads: ["default"] });
    const standings = standingsOf(run, "lenet-5", columnOf("p50")) ?? [];
    expect(standings.map(({ backend, threads, comparable }) => [backend, threads, comparable])).toEqual([
      ["onnx-cpu", 2, true],
      ["onnx-wasm", 2, true],
      ["tfjs-wasm", 1, false],
    ]);
    const alone = madeUpRun({ models, backends: ["onnx-cpu", "tfjs-wasm"], threads: ["default"] }).run;
    const leader = leaderOf(alone, "lenet-5", columnOf("p50"), standingsOf(alone, "lenet-5", columnOf("p50")) ?? []);
    expect(leader).toMatchObject({ state: "alone", best: { backend: "onnx-cpu" } });
    const outnumbered = madeUpRun({
      models,
      backends: ["onnx-cpu", "tfjs-wasm", "tfjs-cpu"],
      threads: ["default"],
    }).run;
    expect(standingsOf(outnumbered, "lenet-5", columnOf("p50"))?.filter(({ best }) => best)).toEqual([]);
  });

  test("never rank what took fewer than asked for, but compare its accuracy", () => {
    const { run } = madeUpRun({ ...both, threads: [2] });
    const comparable = (id: "p50" | "accuracy") =>
      standingsOf(run, "lenet-5", columnOf(id))?.find(({ backend }) => backend === "tfjs-wasm")?.comparable;
    expect(comparable("p50")).toBe(false);
    expect(comparable("accuracy")).toBe(true);
  });

  test("hide no accuracy: the first table has also that of what took another count alone", () => {
    const { run } = madeUpRun({ ...both, threads: [2, 1] });
    const [two, one] = comparisonsOf(run);
    const row = two?.workloads[0]?.rows.find(({ backend }) => backend === "tfjs-wasm");
    expect(row?.measuredOn).toBe(1);
    const values = Object.fromEntries(
      row?.cells.map(({ column, standing, absence }) => [column.id, standing.summary?.n ?? absence]) ?? [],
    );
    expect(values).toMatchObject({ accuracy: 200, "train-rate": { kind: "other-threads", measuredOn: 1 } });
    expect(one?.workloads[0]?.rows.every(({ measuredOn }) => measuredOn === null)).toBe(true);
    const accuracies = standingsOf(run, "lenet-5", columnOf("accuracy")) ?? [];
    expect(accuracies.map(({ backend, comparable }) => [backend, comparable])).toEqual(
      backends.map((backend) => [backend, true]),
    );
    expect(summaryDocumentOf(run, "run").comparison).toContainEqual(
      expect.objectContaining({ backend: "tfjs-wasm", column: "accuracy", threads: { asked: 2, taken: 1 } }),
    );
  });

  test("are told apart in the summary document, and pooled nowhere", () => {
    const data = madeUpRun(both);
    const { comparison } = summaryDocumentOf(data.run, "run");
    const p50 = comparison.filter(({ column, backend }) => column === "p50" && backend === "onnx-cpu");
    expect(p50.map(({ threads, summary }) => [threads, summary?.replicates])).toEqual([
      [{ asked: 1, taken: 1 }, 1],
      [{ asked: "default", taken: 2 }, 1],
    ]);
    expect(latencyDistributionsOf(data, "lenet-5").map(({ rounds }) => rounds)).toEqual([1, 1, 1]);
  });

  test("fail the gate one by one: the others stand", () => {
    const data = madeUpRun({
      ...gated,
      settle: (cell, result) =>
        cell.task === "train" && cell.backend === "onnx-cpu" && cell.variant.threads === undefined
          ? failing(cell, result)
          : result,
    });
    const place = { workload: "lenet-5", backend: "onnx-cpu" };
    expect(outcomeOf(data.run, { ...place, arm: 1 }, "train").state).toBe("completed");
    expect(outcomeOf(data.run, { ...place, arm: "default" }, "train").state).toBe("not-comparable");
    expect(trainingsOf(data, place)).toHaveLength(1);
    const rate = (arm: 1 | "default") => standingsOf(data.run, "lenet-5", columnOf("train-rate"), arm)?.[0]?.comparable;
    expect([rate(1), rate("default")]).toEqual([true, false]);
  });

  describe("that a backend has no cells at", () => {
    /** The backend that takes no threads, on a graphics card and faster than the others. */
    const graphics: MadeUpOptions = {
      ...both,
      threads: [1, 2],
      rounds: 6,
      settle: (cell, result) =>
        cell.backend === "tfjs-wasm" && result.state === "completed"
          ? {
              ...result,
              device: "webgpu",
              measurements: {
                ...result.measurements,
                ...(cell.task === "latency" && {
                  "latency.p50Ms": { value: 0.001, unit: "ms", n: 700, basis: "measured" },
                }),
              },
            }
          : result,
    };
    const p50 = (arm: number) => standingsOf(madeUpRun(graphics).run, "lenet-5", columnOf("p50"), arm) ?? [];
    const bestOf = (arm: number) => p50(arm).filter(({ best }) => best);

    test("give it no place there", () => {
      expect(bestOf(1).map(({ backend }) => backend)).toEqual(["tfjs-wasm"]);
      expect(bestOf(2).map(({ backend }) => backend)).toEqual(["onnx-cpu"]);
      expect(p50(2)[2]).toMatchObject({ comparable: false, summary: null, outcome: { state: "not-planned" } });
      const [, second] = comparisonsOf(madeUpRun(graphics).run);
      const rows = second?.workloads[0]?.rows ?? [];
      expect(rows.map(({ backend }) => backend)).toEqual(["onnx-cpu", "onnx-wasm"]);
    });

    test("do not take its whole trainings away", () => {
      const data = madeUpRun({ ...graphics, threads: [2, 1] });
      const place = { workload: "lenet-5", backend: "tfjs-wasm" };
      expect(trainingsOf(data, place)).toHaveLength(1);
      const pair = agreementOf(data, "lenet-5").find(({ backends: of }) => of.join() === "onnx-cpu,tfjs-wasm");
      expect(pair?.predictions).toMatchObject({ images: 200 });
      const wrong = madeUpRun({
        ...graphics,
        threads: [2, 1],
        settle: (cell, result) =>
          cell.task === "train" && cell.backend === "tfjs-wasm" ? failing(cell, result) : result,
      });
      expect(trainingsOf(wrong, place)).toEqual([]);
    });

    test("count step times of no own counts as cells of the arm", () => {
      const stepTime = { batchSizes: [32], references: [] };
      const { run } = madeUpRun({ ...both, threads: [1, 2], tasks: ["step-time"], stepTime });
      expect(countIn(run, "tfjs-wasm", 2)).toBeNull();
      const own = madeUpRun({ ...both, tasks: ["step-time"], stepTime: { ...stepTime, threads: [1, 2] } }).run;
      expect(countIn(own, "tfjs-wasm", "default")).toBe("default");
      expect(outcomeOf(own, { workload: "lenet-5", backend: "onnx-cpu", arm: 1 }, "step-time").completed).toHaveLength(
        2,
      );
    });
  });

  test("are picked by what may lead", () => {
    // The one backend that takes two threads on its own fails the gate.
    const { run } = madeUpRun({
      models,
      backends: ["onnx-cpu", "tfjs-wasm"],
      tasks: ["gradients", "latency"],
      threads: ["default"],
      settle: (cell, result) =>
        cell.task === "gradients" && cell.backend === "onnx-cpu" && result.state === "completed"
          ? {
              ...result,
              measurements: { "gradients.failedChecks": { value: 1, unit: "checks", n: 9, basis: "measured" } },
            }
          : result,
    });
    const standings = standingsOf(run, "lenet-5", columnOf("p50")) ?? [];
    expect(standings.map(({ comparable, disqualified }) => [comparable, disqualified])).toEqual([
      [false, "fails-gate"],
      [true, null],
    ]);
    expect(leaderOf(run, "lenet-5", columnOf("p50"), standings)).toMatchObject({
      state: "alone",
      best: { backend: "tfjs-wasm" },
    });
  });

  test("are why nobody leads where all took another", () => {
    const { run } = madeUpRun({
      models,
      backends: ["onnx-cpu", "onnx-wasm"],
      threads: [2],
      settle: (_cell, result) =>
        result.state === "completed" ? { ...result, runtime: { ...result.runtime, threads: 1 } } : result,
    });
    const standings = standingsOf(run, "lenet-5", columnOf("p50")) ?? [];
    expect(standings.map(({ comparable, disqualified }) => [comparable, disqualified])).toEqual([
      [false, "other-threads"],
      [false, "other-threads"],
    ]);
    expect(leaderOf(run, "lenet-5", columnOf("p50"), standings)).toEqual({ state: "none", why: "other-threads" });
  });
});
