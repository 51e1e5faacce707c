import { cellResultSchema, type Cell } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import type { Ending, Supervised } from "../src/launcher/supervise.ts";
import type { CompletedMessage, ProgressMessage } from "../src/messages.ts";
import { settleCell, unavailableCell } from "../src/settle.ts";

const cell: Cell = { id: "r1.train.tiny.a", backend: "a", model: "tiny", dataset: "dots", task: "train", round: 1 };
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
const completed: CompletedMessage = { kind: "completed", runtime, measurements: steps, limits: [], peakRssBytes: 5 };
const context = {
  cell,
  device: "cpu",
  limits: { hardSeconds: 84, memoryBytes: 2 ** 30 },
  budgetSeconds: 12,
  baselineRssBytes: 100,
};

function ended(ending: Ending, more: Partial<Supervised> = {}): Supervised {
  const exit = { exitCode: 0, signal: null, log: "" };
  return {
    ending,
    exit,
    progress,
    peakRssBytes: 160,
    pids: new Set(),
    startedAt: new Date(0),
    wallSeconds: 2,
    ...more,
  };
}

function settled(ending: Ending, more: Partial<Supervised> = {}) {
  const result = settleCell(context, ended(ending, more));
  return result === null ? null : cellResultSchema.parse(result);
}

const error = (code: string, message: string, remedy: string | null = null) =>
  ({ kind: "reported", message: { kind: "error", code, message, remedy } }) as const;

describe("settleCell", () => {
  it("completes with the cell's measurements and its memory above the baseline", () => {
    const result = settled({ kind: "reported", message: completed });
    expect(result).toMatchObject({ state: "completed", runtime, measurements: steps, limits: [], wallSeconds: 2 });
    const values = Object.entries(result?.measurements ?? {}).map(([name, { value }]) => [name, value]);
    expect(Object.fromEntries(values)).toMatchObject({
      "memory.peakRssBytes": 160,
      "memory.baselineRssBytes": 100,
      "memory.aboveBaselineBytes": 60,
    });
  });

  it("is over budget with what it had measured, when it ran out of time", () => {
    expect(settled({ kind: "killed", why: "time" })).toMatchObject({
      state: "over-budget",
      runtime,
      measurements: {},
      partialMeasurements: { ...steps, "memory.peakRssBytes": { value: 160 } },
      reason: { code: "time-budget", message: "killed after 84 s: it did not come home within its budget of 12 s" },
    });
  });

  it("is over budget when it took too much memory", () => {
    expect(settled({ kind: "killed", why: "memory" }, { peakRssBytes: 2 ** 31 })).toMatchObject({
      state: "over-budget",
      reason: { code: "memory-budget", message: "killed at 2048 MiB: 1024 MiB are allowed" },
    });
  });

  it("stays open when it was interrupted", () => {
    expect(settled({ kind: "killed", why: "interrupted" })).toBeNull();
  });

  it("fails with its exit and its last line when it died", () => {
    const exit = { exitCode: null, signal: "SIGSEGV", log: "first\nlast words\n" };
    expect(settled({ kind: "died" }, { exit })).toMatchObject({
      state: "failed",
      measurements: {},
      reason: {
        code: "crashed",
        message: "the process was ended by SIGSEGV: last words",
        remedy: "run it again with --resume",
      },
    });
    const uncaught = "throw new Error()\n\nRangeError [ERR]: too big\n    at a (b.ts:1:2)\n\nNode.js v24.21.0\n";
    expect(settled({ kind: "died" }, { exit: { exitCode: 1, signal: null, log: uncaught } })).toMatchObject({
      reason: { message: "the process exited with code 1: RangeError [ERR]: too big" },
    });
    expect(settled({ kind: "died" }, { exit: { exitCode: 7, signal: null, log: "" } })).toMatchObject({
      reason: { message: "the process exited with code 7" },
    });
  });

  it("is unavailable when a layer is unsupported, and failed for any other error", () => {
    expect(settled(error("unsupported-layer", "no conv2d"))).toMatchObject({
      state: "unavailable",
      reason: { message: "no conv2d" },
    });
    expect(settled(error("backend", "NaN", "try again"))).toMatchObject({
      state: "failed",
      reason: { code: "backend", message: "NaN", remedy: "try again" },
    });
  });

  it("fails when it broke the protocol", () => {
    expect(settled({ kind: "garbled", detail: "what?" })).toMatchObject({
      state: "failed",
      reason: { code: "protocol" },
    });
    const other = { kind: "baselined", peakRssBytes: 1 } as const;
    expect(settled({ kind: "reported", message: other })).toMatchObject({
      state: "failed",
      reason: { code: "protocol" },
    });
  });

  it("ends the run when the process could not write the run folder", () => {
    expect(() => settled(error("run-folder", "x.json: cannot be written; got ENOSPC"))).toThrow(
      /^x\.json: cannot be written; got ENOSPC$/,
    );
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
