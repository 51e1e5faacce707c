import type { CellResult } from "@evenkeel/core";
import { expect, test } from "vitest";
import { devicesOf } from "../../src/view-model/provenance.ts";
import { madeUpRun } from "../fixture/made-up-run.ts";

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

test("tells device, versions, utilisation and memory of backends that ran on a GPU", () => {
  const { run } = madeUpRun({ models: ["lenet-5"], settle: (_cell, result) => onGpu(result) });
  const rows = devicesOf(run)?.rows.map(({ head, cells }) => [head, ...cells.map(({ text }) => text)]);
  expect(rows).toEqual([
    ["onnx-cpu", "NVIDIA H100", "CUDA 13.0, driver 580.65.06", "42%", "97%", "700 (estimated)", "80"],
  ]);
});

test("is left out where nothing ran on a GPU", () => {
  expect(devicesOf(madeUpRun({ models: ["lenet-5"] }).run)).toBeNull();
});
