import { madeUpRun } from "@evenkeel/analysis/fixture";
import type { CellResult } from "@evenkeel/core";
import { expect, test } from "vitest";
import { devicesOf, runtimesOf } from "../../src/sections/provenance/view.ts";

const n = 20;

function onGpu(cell: CellResult): CellResult {
  if (cell.state !== "completed" || cell.backend !== "onnx-cpu") return cell;
  const deviceVersions = { CUDA: "13.0", driver: "580.65.06" };
  return {
    ...cell,
    runtime: { ...cell.runtime, deviceName: "NVIDIA H100", deviceVersions },
    measurements: {
      ...cell.measurements,
      "device.meanUtilisation": { value: 0.42, unit: "ratio", n, basis: "measured" },
      "device.peakUtilisation": { value: 0.97, unit: "ratio", n, basis: "measured" },
      "device.peakMemoryBytes": { value: 700 * 2 ** 20, unit: "bytes", n, basis: "estimated" },
    },
  };
}

function rowsOf(settle: (result: CellResult) => CellResult) {
  const { run } = madeUpRun({ models: ["lenet-5"], settle: (_cell, result) => settle(result) });
  return devicesOf(run)?.rows.map(({ head, cells }) => [head, ...cells.map(({ text }) => text)]);
}

test("tells device, versions, utilisation and memory of backends that ran on a GPU", () => {
  expect(rowsOf(onGpu)).toEqual([
    ["onnx-cpu", "NVIDIA H100", "CUDA 13.0, driver 580.65.06", "42%", "97%", "700 (estimated)", "not told", "80"],
  ]);
});

test("tells the memory of a GPU in MIG mode, and what the library counts", () => {
  const inMigMode = (cell: CellResult): CellResult => {
    const result = onGpu(cell);
    if (result === cell || result.state !== "completed") return result;
    const { "device.meanUtilisation": _mean, "device.peakUtilisation": _peak, ...measurements } = result.measurements;
    const counted = { value: 300 * 2 ** 20, unit: "bytes", n: 1, basis: "measured" } as const;
    return { ...result, measurements: { ...measurements, "memory.deviceBytes": counted } };
  };
  expect(rowsOf(inMigMode)?.[0]?.slice(3)).toEqual(["not told", "not told", "700 (estimated)", "300", "80"]);
});

test("is left out where nothing ran on a GPU", () => {
  expect(rowsOf((result) => result)).toBeUndefined();
});

test("says where a library is not of the pinned version", () => {
  const { run } = madeUpRun({
    models: ["lenet-5"],
    settle: (_cell, cell) =>
      cell.state === "completed" && cell.backend === "onnx-cpu"
        ? { ...cell, runtime: { ...cell.runtime, library: "torch", version: "2.11.0+cu130", pinnedVersion: "2.13.0" } }
        : cell,
  });
  const libraries = runtimesOf(run).rows.map(({ cells }) => cells[2]?.text ?? "");
  expect(libraries).toContain("torch 2.11.0+cu130, not the pinned 2.13.0");
  expect(libraries.filter((text) => text.includes("pinned"))).toHaveLength(1);
});

test("the page says whose code was measured, as the run recorded it", () => {
  const { run } = madeUpRun({ backends: ["onnx-cpu", "tfjs-cpu"] });
  const backends = run.backends.map((one) => (one.id === "onnx-cpu" ? { ...one, ours: "the training graph" } : one));
  const told = runtimesOf({ ...run, backends }).rows.map(({ cells }) => cells[2]?.text);
  expect(told).toEqual(["the training graph", "not recorded"]);
});
