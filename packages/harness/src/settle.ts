import { RunFolderError, type Cell, type CellReason, type CellResult, type Measurements } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { memoryMeasurements } from "./memory.ts";
import type { Outcome } from "./launcher/ask.ts";
import type { Observed } from "./launcher/supervise.ts";
import type { CellReply } from "./protocol/jobs.ts";

/** What is known about a cell beside what its process said. */
export interface CellContext {
  readonly cell: Cell;
  readonly device: string;
  readonly baselineRssBytes: number | null;
}

/**
 * What became of a cell whose process came to an end; null when it was interrupted, so that the cell stays open.
 * Throws `RunFolderError` when the process could not write into the run folder: then no other cell could either.
 */
export function settleCell(context: CellContext, outcome: Outcome<CellReply>): CellResult | null {
  if (outcome.state === "interrupted") return null;
  const memory = memoryOf(context, outcome);
  const base = baseOf(context, outcome);
  if (outcome.state === "replied") {
    const { runtime, measurements, limits, weightsSha256 } = outcome.reply;
    const left = weightsSha256 === undefined ? {} : { weightsSha256 };
    return { ...base, state: "completed", runtime, measurements: { ...measurements, ...memory }, limits, ...left };
  }
  const { reason, progress } = outcome;
  const runtime = progress?.runtime ?? null;
  if (outcome.state === "over-budget") {
    const partialMeasurements = { ...progress?.measurements, ...memory };
    return { ...base, state: "over-budget", runtime, measurements: {}, reason, partialMeasurements };
  }
  if (reason.code === "run-folder") {
    throw new RunFolderError(reason.message, { ...(reason.remedy !== null && { remedy: reason.remedy }) });
  }
  const state = reason.code === "unsupported-layer" ? "unavailable" : "failed";
  return { ...base, state, runtime, measurements: {}, reason };
}

/** A cell of a backend that cannot run here: no process is started for it. */
export function unavailableCell(cell: Cell, { device, reason }: Run["backends"][number], startedAt: Date): CellResult {
  const timing = { startedAt: startedAt.toISOString(), wallSeconds: 0 };
  const why = reason ?? { code: "broken", message: "its probe gave no reason", remedy: null };
  return { ...cell, device, ...timing, state: "unavailable", runtime: null, measurements: {}, reason: why };
}

/** A cell whose numbers would not be comparable: it is not run. */
export function notComparableCell(cell: Cell, device: string, reason: CellReason, startedAt: Date): CellResult {
  const timing = { startedAt: startedAt.toISOString(), wallSeconds: 0 };
  return { ...cell, device, ...timing, state: "not-comparable", runtime: null, measurements: {}, reason };
}

function baseOf(
  { cell, device }: CellContext,
  { startedAt, wallSeconds, machineLoad, processors }: Outcome<CellReply>,
) {
  return {
    ...cell,
    device,
    startedAt: startedAt.toISOString(),
    wallSeconds,
    machineLoad,
    ...(processors !== null && { processors }),
  };
}

function memoryOf({ baselineRssBytes }: CellContext, { peakRssBytes }: Observed): Measurements {
  return peakRssBytes === null ? {} : memoryMeasurements(peakRssBytes, baselineRssBytes);
}
