import {
  RunFolderError,
  type Cell,
  type CellReason,
  type CellResult,
  type Measurements,
} from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { memoryMeasurements } from "./memory.ts";
import type { FinalMessage } from "./messages.ts";
import { describeDeath } from "./probes.ts";
import type { Limits, Supervised } from "./launcher/supervise.ts";

/** The reason's code of a cell whose process ended without a word. */
export const crashed = "crashed";

/** What is known about a cell beside what its process said. */
export interface CellContext {
  readonly cell: Cell;
  readonly device: string;
  readonly limits: Limits;
  readonly budgetSeconds: number;
  readonly baselineRssBytes: number | null;
}

/**
 * What became of a cell whose process came to an end; null when it was interrupted, so that the cell stays open.
 * Throws `RunFolderError` when the process could not write into the run folder: then no other cell could either.
 */
export function settleCell(context: CellContext, supervised: Supervised): CellResult | null {
  const { ending, progress } = supervised;
  const memory = memoryOf(context, supervised);
  const base = baseOf(context, supervised);
  const runtime = progress?.runtime ?? null;
  if (ending.kind === "killed") {
    if (ending.why === "interrupted") return null;
    const partialMeasurements = { ...progress?.measurements, ...memory };
    const reason = overBudget(context, supervised, ending.why);
    return { ...base, state: "over-budget", runtime, measurements: {}, reason, partialMeasurements };
  }
  if (ending.kind === "reported") {
    const { message } = ending;
    if (message.kind === "completed") {
      const { runtime: obtained, measurements, limits } = message;
      return { ...base, state: "completed", runtime: obtained, measurements: { ...measurements, ...memory }, limits };
    }
    if (message.kind === "error" && message.code === "run-folder") throw new RunFolderError(message.message);
    const state = message.kind === "error" && message.code === "unsupported-layer" ? "unavailable" : "failed";
    return { ...base, state, runtime, measurements: {}, reason: errorReason(message) };
  }
  const reason: CellReason =
    ending.kind === "died"
      ? { code: crashed, message: describeDeath(supervised.exit), remedy: "run it again with --resume" }
      : { code: "protocol", message: `its process sent an unknown message: ${ending.detail}`, remedy: null };
  return { ...base, state: "failed", runtime, measurements: {}, reason };
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

function baseOf({ cell, device }: CellContext, { startedAt, wallSeconds }: Supervised) {
  return { ...cell, device, startedAt: startedAt.toISOString(), wallSeconds };
}

function memoryOf({ baselineRssBytes }: CellContext, { peakRssBytes }: Supervised): Measurements {
  return peakRssBytes === null ? {} : memoryMeasurements(peakRssBytes, baselineRssBytes);
}

function overBudget(context: CellContext, { peakRssBytes }: Supervised, why: "time" | "memory"): CellReason {
  const { limits, budgetSeconds } = context;
  if (why === "time") {
    return {
      code: "time-budget",
      message: `killed after ${limits.hardSeconds} s: no result within its budget of ${budgetSeconds} s`,
      remedy: "raise the time with --budget",
    };
  }
  const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  return {
    code: "memory-budget",
    message: `killed at ${mebibytes(peakRssBytes ?? 0)} MiB: ${mebibytes(limits.memoryBytes)} MiB are allowed`,
    remedy: "raise memoryBudgetMiB in the experiment",
  };
}

function errorReason(message: Exclude<FinalMessage, { kind: "completed" }>): CellReason {
  if (message.kind === "error") return { code: message.code, message: message.message, remedy: message.remedy };
  return { code: "protocol", message: `its process answered with "${message.kind}"`, remedy: null };
}
