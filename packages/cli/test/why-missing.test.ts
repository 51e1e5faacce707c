import { madeUpRun } from "@evenkeel/analysis/fixture";
import type { CellResult } from "@evenkeel/core";
import type { Series } from "@evenkeel/history";
import { expect, it } from "vitest";
import { whyMissing } from "../src/history/why-missing.ts";

const series = { backend: "onnx-cpu", workload: "lenet-5", task: "evaluate" } as Series;

function runOf(change: (cell: CellResult) => CellResult) {
  const { run } = madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu"] });
  return { ...run, cells: run.cells.map(change) };
}

function ended(cell: CellResult, state: "failed" | "not-comparable", message: string): CellResult {
  const { id, backend, workload, model, dataset, task, variant, seed, round, device, startedAt, wallSeconds } = cell;
  const of = { id, backend, workload, model, dataset, task, variant, seed, round, device, startedAt, wallSeconds };
  return { ...of, state, runtime: null, measurements: {}, reason: { code: "x", message, remedy: null } };
}

it("names the cell that did not complete, its own or one that it rests on", () => {
  const own = runOf((cell) => (cell.task === "evaluate" ? ended(cell, "failed", "out of memory") : cell));
  expect(whyMissing(own, series)).toBe("evaluate failed, out of memory");
  const before = runOf((cell) => (cell.task === "train" ? ended(cell, "not-comparable", "3 checks failed") : cell));
  expect(whyMissing(before, series)).toBe("train not-comparable, 3 checks failed");
});

it("names what cut the work short, and a run that does not measure it", () => {
  const limit = { work: "evaluate", done: 10, planned: 20, unit: "images", seconds: 1 } as never;
  const cut = runOf((cell) =>
    cell.state === "completed" && cell.task === "evaluate" ? { ...cell, limits: [limit] } : cell,
  );
  expect(whyMissing(cut, series)).toBe("evaluate evaluated 10 of 20 images (budget 1 s)");
  expect(
    whyMissing(
      runOf((cell) => cell),
      { ...series, workload: "gone" },
    ),
  ).toBe("its run does not measure this");
});
