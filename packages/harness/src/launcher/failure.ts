import { foreignText, type CellReason } from "@evenkeel/core";
import type { Ending, Limits, Observed } from "./supervise.ts";

/**
 * Why a child process gave no reply: `crashed`, `time-budget`, `memory-budget`, `protocol`, `interrupted`, or the code
 * of the error that it reported itself. The message is one line and does not repeat the remedy.
 */
export type Failure = CellReason;

/** The code of a process that ended without a reply. */
export const crashed = "crashed";

interface Circumstances extends Pick<Observed, "exit" | "peakRssBytes"> {
  readonly limits: Limits;
  /** Whether the job is a cell of a run, which `--resume` asks again. */
  readonly resumable: boolean;
}

/** What is told of a child that gave no reply: the same words whatever it was asked. */
export function failureOf(
  ending: Exclude<Ending<unknown>, { kind: "replied" }>,
  { exit, peakRssBytes, limits, resumable }: Circumstances,
): Failure {
  switch (ending.kind) {
    case "refused": {
      const { code, message, remedy } = ending.error;
      return { code, message, remedy };
    }
    case "died":
      return { code: crashed, message: describeExit(exit), remedy: resumable ? "run it again with --resume" : null };
    case "garbled":
      return { code: "protocol", message: `its process sent an unknown message: ${ending.detail}`, remedy: null };
    case "killed":
      return { time: overTime, memory: overMemory, interrupted }[ending.why](limits, peakRssBytes);
  }
}

function interrupted(): Failure {
  return { code: "interrupted", message: "interrupted", remedy: null };
}

function overTime({ hardSeconds, budgetSeconds }: Limits): Failure {
  const code = "time-budget";
  if (budgetSeconds === undefined) return { code, message: `no result within ${hardSeconds} s: killed`, remedy: null };
  const message = `no result within the budget of ${budgetSeconds} s: killed after ${hardSeconds} s`;
  return { code, message, remedy: "raise the time with --budget" };
}

function overMemory({ memoryBytes = 0 }: Limits, peakRssBytes: number | null): Failure {
  const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  return {
    code: "memory-budget",
    message: `killed at ${mebibytes(peakRssBytes ?? 0)} MiB: ${mebibytes(memoryBytes)} MiB are allowed`,
    remedy: "raise memoryBudgetMiB in the experiment",
  };
}

/** How the process ended, with the error it wrote last, or else its last line. */
function describeExit({ exitCode, signal, log }: Observed["exit"]): string {
  const how =
    signal === null ? `the process exited with code ${exitCode ?? "unknown"}` : `the process was ended by ${signal}`;
  const lines = log.split("\n").map((line) => line.trim());
  const telling = lines.findLast((line) => /^\w*error\b.*: /i.test(line)) ?? lines.findLast((line) => line !== "");
  return telling === undefined ? how : `${how}: ${foreignText(telling, 300)}`;
}
