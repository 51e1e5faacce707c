import { type MadeUpOptions, madeUpRun, unfinished } from "@evenkeel/analysis/fixture";
import type { Cell, CellResult } from "@evenkeel/core";
import { expect, test } from "vitest";
import { comparisonOf, type RunData } from "@evenkeel/analysis";
import { html } from "../../src/exporters/html.ts";
import { comparisonView } from "../../src/sections/comparison/view.ts";

const models = ["keras-mnist-cnn"];
const reason = { code: "crashed", message: "the process was ended by SIGSEGV", remedy: null };

function rowOf(backend: string, options: MadeUpOptions = {}) {
  const data = madeUpRun({ models, ...options });
  const comparison = comparisonView(data, comparisonOf(data.run));
  const row = comparison.workloads[0]?.rows.find((candidate) => candidate.backend === backend);
  if (row === undefined) throw new Error(`no row ${backend}`);
  return {
    ...row,
    cell: (title: string) => row.cells[comparison.columns.findIndex((column) => column.title === title)],
  };
}

test("values carry their samples, their best mark and a sentence", () => {
  expect(rowOf("onnx-cpu", { rounds: 6 }).cell("Training")).toMatchObject({ hasValue: true, best: true, tied: false });
  const cell = rowOf("onnx-cpu").cell("Training");
  expect(cell).toMatchObject({ hasValue: true, best: false, tied: false, notes: ["n 375"] });
  expect(cell?.detail).toMatch(/^Training, onnx-cpu, keras-mnist-cnn: [\d,]+ images\/s, n 375 steps, measured$/);
});

test("what a backend says it computed stands beside the time of the harness's clock, and ranks nothing", () => {
  const share = (cell: Cell, result: CellResult): CellResult => {
    if (result.state !== "completed" || cell.task !== "train") return result;
    const value = cell.backend === "onnx-cpu" ? 0.5 : 0.98;
    const own = { value, unit: "ratio", n: 375, basis: "measured" } as const;
    return { ...result, measurements: { ...result.measurements, "train.computeShare": own } };
  };
  const step = rowOf("onnx-cpu", { settle: share }).cell("Step");
  expect(step).toMatchObject({ notes: ["50% computing", "n 375"] });
  expect(rowOf("onnx-cpu", { settle: share, rounds: 6 }).cell("Step")?.best).toBe(true);
  expect(rowOf("onnx-cpu", { settle: share }).cell("Training")?.notes).toEqual(["n 375"]);
  expect(html(madeUpRun({ models, settle: share }))).toContain(
    "computing is the share of them that the backend itself says it computed",
  );
  expect(html(madeUpRun({ models }))).not.toContain("computing is the share of them");
});

test("a column's head says what n counts: calls of a training in runs that counted so", () => {
  const counts = (data: RunData) =>
    Object.fromEntries(
      comparisonView(data, comparisonOf(data.run)).columns.map(({ title, counts: kind }) => [title, kind]),
    );
  expect(counts(madeUpRun())).toMatchObject({
    Training: "steps",
    Step: "steps",
    "Test accuracy": "images",
    "One prediction, p50": "predictions",
    Predicting: "batches",
    "Cold start": "processes",
  });
  const old = (_cell: Cell, result: CellResult): CellResult => {
    if (result.state !== "completed" || result.task !== "train") return result;
    const rate = { value: 6000, unit: "images/s", n: 12, basis: "measured", counts: "calls" } as const;
    return { ...result, measurements: { "train.imagesPerSecond": rate } };
  };
  expect(counts(madeUpRun({ settle: old }))).toMatchObject({ Training: "calls", Step: null });
});

test("several rounds show their median between the smallest and the largest", () => {
  const values = [4, 9, 5];
  const settle: MadeUpOptions["settle"] = (cell, result): CellResult =>
    result.state !== "completed" || cell.task !== "train"
      ? result
      : {
          ...result,
          measurements: {
            "train.stepMs": { value: values[cell.round - 1] ?? 0, unit: "ms", n: 10, basis: "measured" },
          },
        };
  expect(rowOf("onnx-cpu", { rounds: 3, settle }).cell("Step")).toMatchObject({
    text: "5.00",
    notes: ["4.00–9.00", "n 30"],
  });
});

test("rounds that failed are counted and their reason is told", () => {
  const settle: MadeUpOptions["settle"] = (cell, result): CellResult => {
    if (cell.round === 1 || cell.backend !== "onnx-wasm") return result;
    return unfinished(result, "failed", reason);
  };
  const row = rowOf("onnx-wasm", { rounds: 2, settle });
  expect(row.cell("Training")?.notes).toContain("1 of 2 cells");
  expect(row.remarks).toEqual(["2 threads", "some rounds: the process was ended by SIGSEGV"]);
});

test("limited work is marked, told once, and its accuracy is not the best", () => {
  const row = rowOf("tfjs-cpu");
  expect(row.cell("Training")?.notes).toContain("limited");
  expect(row.cell("Test accuracy")?.best).toBe(false);
  expect(row.remarks).toEqual(["1 thread", "limited: trained 3 of 375 steps (budget 12 s)"]);
});

test("a percentile that was not earned says how many samples there were", () => {
  expect(rowOf("tfjs-cpu").cell("One prediction, p90")).toMatchObject({
    text: "insufficient samples (40)",
    hasValue: false,
  });
});

test("cells that were not run say so", () => {
  const row = rowOf("onnx-cpu", { state: "interrupted", settle: () => null });
  expect(row.cells.every(({ text }) => text === "not run")).toBe(true);
  expect(row.remarks).toEqual([]);
});

test("columns of tasks that the run does not have are left out", () => {
  const data = madeUpRun({ tasks: ["latency"] });
  const { columns } = comparisonView(data, comparisonOf(data.run));
  expect(columns.map(({ title }) => title)).toEqual([
    "One prediction, p50",
    "One prediction, p90",
    "Cold start",
    "Memory, predicting",
  ]);
});

test("a software adapter's values are shown and its times never rank", () => {
  const settle: MadeUpOptions["settle"] = (cell, result): CellResult =>
    result.state !== "completed" || cell.backend !== "onnx-cpu"
      ? result
      : { ...result, runtime: { ...result.runtime, deviceName: "SwiftShader", adapter: "software" } };
  const options = { settle, threads: [1], rounds: 6 };
  const row = rowOf("onnx-cpu", options);
  const others = ["onnx-wasm", "tfjs-wasm", "tfjs-cpu"].map((backend) => rowOf(backend, options));
  for (const speed of ["Training", "Step", "One prediction, p50", "Predicting", "Cold start"]) {
    expect(row.cell(speed), speed).toMatchObject({ hasValue: true, best: false });
    const marks = others.map((other) => other.cell(speed)).filter((cell) => cell?.best === true || cell?.tied === true);
    expect(marks.length, speed).toBeGreaterThan(0);
  }
});

test("says how many threads a default was, and who took fewer than asked for", () => {
  expect(rowOf("onnx-cpu", { threads: [2] }).remarks).toEqual([]);
  expect(rowOf("tfjs-wasm", { threads: [2] }).remarks[0]).toBe("took 1 thread, not ranked");
});
