import { madeUpRun, unfinished } from "@evenkeel/analysis/fixture";
import type { CellResult } from "@evenkeel/core";
import type { Run } from "@evenkeel/analysis";
import { expect, test } from "vitest";
import { gapTable } from "../../src/sections/gaps/view.ts";

const rows = (data: Parameters<typeof gapTable>[0]) =>
  gapTable(data)?.rows.map(({ head, cells }) => [head, ...cells.map(({ text }) => text)]) ?? [];

test("whole work leaves no gap", () => {
  expect(gapTable(madeUpRun({ backends: ["onnx-cpu", "onnx-wasm"] }))).toBeNull();
});

test("a limit and the evaluation that repeats it are one gap with both cells", () => {
  expect(rows(madeUpRun({ models: ["lenet-5"] }))).toEqual([
    [
      "tfjs-cpu, lenet-5",
      "limited",
      "trained 3 of 375 steps (budget 12 s)",
      "give it more time with --budget",
      "r1.train.lenet-5.tfjs-cpu.s1 and r1.evaluate.lenet-5.tfjs-cpu.s1",
    ],
  ]);
});

test("limits that differ in what a step took are one gap, which says from what to what", () => {
  const { run, ...rest } = madeUpRun({ models: ["lenet-5"] });
  const cells = run.cells.map((cell): CellResult => {
    if (cell.state !== "completed" || cell.limits.length === 0) return cell;
    const unitMs = cell.task === "train" ? 4000 : 5000;
    return { ...cell, limits: cell.limits.map((limit) => ({ ...limit, unitMs })) };
  });
  const found = rows({ run: { ...run, cells }, ...rest });
  expect(found.map(([, , why]) => why)).toEqual(["trained 3 of 375 steps (budget 12 s; a step takes 4.0 s to 5.0 s)"]);
});

test("a backend that cannot run is told once, with the remedy", () => {
  const reason = { code: "not-installed", message: "no such package", remedy: "pnpm add it" };
  const { run, ...rest } = madeUpRun({ backends: ["onnx-cpu", "onnx-wasm"] });
  const cells = run.cells.map((cell): CellResult => {
    if (cell.backend !== "onnx-wasm") return cell;
    return unfinished(cell, "unavailable", reason);
  });
  const backends = run.backends.map((backend): Run["backends"][number] =>
    backend.id === "onnx-wasm" ? { ...backend, runtime: null, reason } : backend,
  );
  const found = rows({ run: { ...run, cells, backends }, ...rest });
  expect(found).toHaveLength(1);
  expect(found[0]?.slice(0, 4)).toEqual(["onnx-wasm", "unavailable (not-installed)", "no such package", "pnpm add it"]);
});

test("open cells of an interrupted run and unreadable samples are named", () => {
  const data = madeUpRun({
    backends: ["onnx-cpu"],
    models: ["lenet-5"],
    state: "interrupted",
    settle: (cell, result) => (cell.task === "train" ? result : null),
  });
  const found = rows({ ...data, problems: [{ cellId: "r1.train.lenet-5.onnx-cpu.s1", message: "cells/x: damaged" }] });
  expect(found.map((row) => row.slice(0, 3))).toEqual([
    ["samples", "not readable", "cells/x: damaged"],
    ["3 cells", "not run", "the run is interrupted"],
  ]);
});
