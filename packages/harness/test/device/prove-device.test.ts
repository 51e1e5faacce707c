import { cellResultSchema, type CellResult, type CompletedCell } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import type { GpuEvidence } from "../../src/device/gpu-watch.ts";
import { proveDevice } from "../../src/device/prove-device.ts";
import { tinyCell } from "../fixtures/experiment.ts";

const mebibyte = 2 ** 20;
const completed: CompletedCell = {
  ...tinyCell("train"),
  device: "cuda",
  startedAt: new Date(0).toISOString(),
  wallSeconds: 3,
  state: "completed",
  runtime: {
    library: "torch",
    version: "2.13.0",
    provider: "cuda",
    threads: 1,
    simd: null,
    deviceName: null,
    deviceVersions: { CUDA: "13.0" },
  },
  measurements: { "train.steps": { value: 3, unit: "steps", n: 1, basis: "measured" } },
  limits: [],
};
const idle: GpuEvidence = {
  name: "NVIDIA H100",
  driver: "580.65.06",
  readings: 40,
  utilisation: Array<number>(35).fill(0),
  peakAboveBaselineBytes: 0,
  bytesByProcess: new Map(),
};
const own = new Set([10, 11]);

describe("proveDevice", () => {
  it("adds what was seen to what was measured", () => {
    const busy = {
      ...idle,
      readings: 8,
      utilisation: [0, 0.75, 0.75],
      bytesByProcess: new Map([
        [11, 700 * mebibyte],
        [99, 5 * mebibyte],
      ]),
    };
    const result = cellResultSchema.parse(proveDevice(completed, busy, own));
    expect(result).toMatchObject({
      state: "completed",
      runtime: { deviceName: "NVIDIA H100", deviceVersions: { CUDA: "13.0", driver: "580.65.06" } },
      measurements: {
        "train.steps": { value: 3 },
        "device.peakUtilisation": { value: 0.75, n: 3 },
        "device.peakMemoryBytes": { value: 700 * mebibyte, n: 8, basis: "measured" },
      },
    });
    expect(result.measurements["device.meanUtilisation" as keyof typeof result.measurements]).toMatchObject({
      value: 0.5,
    });
  });

  it("estimates the memory where the driver does not say whose it is", () => {
    const hidden = {
      ...idle,
      utilisation: [0.5],
      peakAboveBaselineBytes: 600 * mebibyte,
      bytesByProcess: new Map([[99, mebibyte]]),
    };
    expect(proveDevice(completed, hidden, own).measurements).toMatchObject({
      "device.peakMemoryBytes": { value: 600 * mebibyte, basis: "estimated" },
    });
  });

  it("fails a cell whose GPU did nothing, and says what was read and how often", () => {
    const result = cellResultSchema.parse(proveDevice(completed, idle, own));
    expect(result).toMatchObject({
      state: "failed",
      measurements: {},
      reason: {
        code: "no-device-activity",
        message:
          "NVIDIA H100 did nothing while it ran: 0% utilisation, no memory taken (40 readings of nvidia-smi, one every 200 ms)",
      },
    });
  });

  it("does not fail a cell that computed between two readings, but held memory", () => {
    const short = { ...idle, readings: 3, utilisation: [], peakAboveBaselineBytes: 400 * mebibyte };
    const result = proveDevice(completed, short, own);
    expect(result.state).toBe("completed");
    expect(result.measurements).not.toHaveProperty(["device.meanUtilisation"]);
  });

  it("does not take memory of other processes for the cell's own, where the driver tells whose it is", () => {
    const others = { ...idle, peakAboveBaselineBytes: 400 * mebibyte, bytesByProcess: new Map([[10, mebibyte]]) };
    expect(proveDevice(completed, others, own)).toMatchObject({ reason: { code: "no-device-activity" } });
  });

  it("tells a cell that was too short to be read from one whose GPU did nothing", () => {
    const result = proveDevice(completed, { ...idle, readings: 9, utilisation: [0, 0, 0, 0] }, own);
    expect(result).toMatchObject({
      state: "failed",
      reason: { code: "no-evidence", message: expect.stringContaining("too soon to tell") as string },
    });
  });

  it("fails a cell of which nothing could be read", () => {
    const result = cellResultSchema.parse(proveDevice(completed, null, own));
    expect(result).toMatchObject({ state: "failed", reason: { code: "no-evidence" } });
  });

  it("leaves a cell that did not complete as it is", () => {
    const { limits: _limits, ...settled } = completed;
    const reason = { code: "x", message: "y", remedy: null };
    const failed: CellResult = { ...settled, state: "failed", measurements: {}, reason };
    expect(proveDevice(failed, null, own)).toBe(failed);
  });
});
