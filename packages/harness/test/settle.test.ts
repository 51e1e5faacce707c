import { cellResultSchema } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../src/launcher/ask.ts";
import type { Failure } from "../src/launcher/failure.ts";
import type { CellReply } from "../src/protocol/jobs.ts";
import type { ProgressMessage } from "../src/protocol/messages.ts";
import { settleCell, unavailableCell } from "../src/settle.ts";
import { tinyCell } from "./fixtures/experiment.ts";

const cell = tinyCell("train");
const runtime = { library: "fake", version: "1", provider: "plain", threads: 1, simd: null, deviceName: null };
const steps = { "train.steps": { value: 3, unit: "steps", n: 1, basis: "measured" } } as const;
const progress: ProgressMessage = {
  kind: "progress",
  phase: "training",
  fraction: 0.1,
  runtime,
  measurements: steps,
  peakRssBytes: 5,
};
const reply: CellReply = { runtime, measurements: steps, limits: [], peakRssBytes: 5 };
const context = { cell, device: "cpu", baselineRssBytes: 100 };
const observed = {
  exit: { exitCode: 0, signal: null, log: "" },
  progress,
  peakRssBytes: 160,
  pids: new Set<number>(),
  descendantTicks: 0,
  machineLoad: { loadPerCore: 0.1, othersShare: 0, stolenShare: 0, throttledShare: null, waitingShare: null },
  processors: { frequencyMHz: 3600, temperatureCelsius: null, throttleEvents: 2 },
  startedAt: new Date(0),
  wallSeconds: 2,
};

function settled(outcome: Outcome<CellReply>) {
  const result = settleCell(context, outcome);
  return result === null ? null : cellResultSchema.parse(result);
}

const without = (state: "failed" | "over-budget" | "interrupted", reason: Failure) =>
  settled({ ...observed, state, reason });

describe("settleCell", () => {
  it("completes with the cell's measurements and its memory above the baseline", () => {
    const result = settled({ ...observed, state: "replied", reply });
    expect(result).toMatchObject({ state: "completed", runtime, measurements: steps, limits: [], wallSeconds: 2 });
    expect(result?.processors).toEqual(observed.processors);
    expect(settled({ ...observed, processors: null, state: "replied", reply })).not.toHaveProperty("processors");
    const values = Object.entries(result?.measurements ?? {}).map(([name, { value }]) => [name, value]);
    expect(Object.fromEntries(values)).toMatchObject({
      "memory.peakRssBytes": 160,
      "memory.baselineRssBytes": 100,
      "memory.aboveBaselineBytes": 60,
    });
  });

  it("is over budget with what it had measured", () => {
    const reason = { code: "time-budget", message: "no result", remedy: "more time" };
    expect(without("over-budget", reason)).toMatchObject({
      state: "over-budget",
      runtime,
      measurements: {},
      partialMeasurements: { ...steps, "memory.peakRssBytes": { value: 160 } },
      reason,
    });
  });

  it("stays open when it was interrupted", () => {
    expect(without("interrupted", { code: "interrupted", message: "interrupted", remedy: null })).toBeNull();
  });

  it("is unavailable when a layer is unsupported, and failed for any other reason, the remedy with it", () => {
    const unsupported = { code: "unsupported-layer", message: "no conv2d", remedy: null };
    expect(without("failed", unsupported)).toMatchObject({ state: "unavailable", reason: unsupported });
    const broken = { code: "backend", message: "NaN", remedy: "try again" };
    expect(without("failed", broken)).toMatchObject({ state: "failed", measurements: {}, runtime, reason: broken });
  });

  it("ends the run when the process could not write the run folder", () => {
    const reason = { code: "run-folder", message: "x.json: cannot be written; got ENOSPC", remedy: "free disk space" };
    expect(() => without("failed", reason)).toThrow(/^x\.json: cannot be written; got ENOSPC; free disk space$/);
  });
});

describe("unavailableCell", () => {
  it("carries the probe's reason", () => {
    const reason = { code: "not-installed", message: "no such module", remedy: "pnpm install" };
    const result = unavailableCell(cell, { id: "a", title: "A", device: "cuda", runtime: null, reason }, new Date(0));
    expect(cellResultSchema.parse(result)).toMatchObject({
      state: "unavailable",
      device: "cuda",
      reason,
      wallSeconds: 0,
    });
  });
});
