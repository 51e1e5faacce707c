import { describe, expect, test } from "vitest";
import { leaderOf } from "../src/leaders.ts";
import { columnOf } from "../src/columns.ts";
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
    const leader = leaderOf(standingsOf(alone, "lenet-5", columnOf("p50")) ?? [], columnOf("p50"));
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
          ? {
              ...cell,
              device: result.device,
              startedAt: result.startedAt,
              wallSeconds: 0,
              state: "not-comparable",
              runtime: null,
              measurements: {},
              reason: { code: "gradients", message: "it fails", remedy: null },
            }
          : result,
    });
    const place = { workload: "lenet-5", backend: "onnx-cpu" };
    expect(outcomeOf(data.run, { ...place, arm: 1 }, "train").state).toBe("completed");
    expect(outcomeOf(data.run, { ...place, arm: "default" }, "train").state).toBe("not-comparable");
    expect(trainingsOf(data, place)).toHaveLength(1);
    const rate = (arm: 1 | "default") => standingsOf(data.run, "lenet-5", columnOf("train-rate"), arm)?.[0]?.comparable;
    expect([rate(1), rate("default")]).toEqual([true, false]);
  });
});
