import { foreignText, type CellReason } from "@evenkeel/core";
import { hardLimitWords } from "../budget.ts";
import type { Ending, Limits, Observed } from "./supervise.ts";

/**
 * Why a child process gave no reply: `crashed`, `time-budget`, `memory-budget`, `protocol`, `interrupted`, or the code
 * of the error that it reported itself. The message is one line and does not repeat the remedy.
 */
export type Failure = CellReason;

/** The code of a process that ended without a reply, the child itself or one that it computes in. */
export const crashed = "crashed";

/** The code of a process that the system killed because memory ran out. */
export const outOfMemory = "out-of-memory";

/** Codes of what may be well the next time, as it says nothing of the work itself. */
export const killedFromOutside: ReadonlySet<string> = new Set([crashed, outOfMemory]);

interface Circumstances extends Pick<Observed, "exit" | "peakRssBytes"> {
  readonly limits: Limits;
  /** Whether the job is a cell of a run, which `--resume` asks again. */
  readonly resumable: boolean;
  /** Processes that the system killed meanwhile because memory ran out, null where it does not say, of all there is. */
  readonly memory: { readonly kills: number | null; readonly bytes: number };
}

/** What is told of a child that gave no reply: the same words whatever it was asked. */
export function failureOf(
  ending: Exclude<Ending<unknown>, { kind: "replied" }>,
  circumstances: Circumstances,
): Failure {
  const { exit, peakRssBytes, limits, resumable } = circumstances;
  if (ranOutOfMemory(ending, circumstances)) return systemRanOut(circumstances);
  const again = resumable ? "run it again with --resume" : null;
  switch (ending.kind) {
    case "refused": {
      const { code, message, remedy } = ending.error;
      return { code, message, remedy: remedy ?? (code === crashed ? again : null) };
    }
    case "died":
      return { code: crashed, message: describeExit(exit), remedy: again };
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
  const message = `no result within ${hardSeconds} s, the limit at a budget of ${budgetSeconds} s (${hardLimitWords}): killed`;
  return { code, message, remedy: "raise the time with --budget" };
}

/**
 * Whether the kernel killed it, or the process that it computes in, to get memory back. Where no count is kept, a kill
 * by nobody here that came close to all memory is taken for one.
 */
function ranOutOfMemory(ending: Ending<unknown>, { exit, peakRssBytes, memory }: Circumstances): boolean {
  const died = ending.kind === "died" && exit.signal === "SIGKILL";
  const childDied = ending.kind === "refused" && ending.error.code === crashed;
  if (!died && !childDied) return false;
  return memory.kills === null ? died && (peakRssBytes ?? 0) > 0.8 * memory.bytes : memory.kills > 0;
}

function systemRanOut({ peakRssBytes, memory, limits }: Circumstances): Failure {
  const taken = peakRssBytes === null ? "" : `: it had taken ${mebibytes(peakRssBytes)} MiB`;
  const allowed = limits.memoryBytes === undefined ? "" : `, its own limit being ${mebibytes(limits.memoryBytes)} MiB`;
  return {
    code: outOfMemory,
    message: `killed by the system, which ran out of memory${taken}; ${mebibytes(memory.bytes)} MiB may be used here${allowed}`,
    remedy:
      "measure less at once (a smaller batch, fewer images, another network), end other programs, or give more memory; " +
      "a --memory-budget below what may be used ends such a cell before the system does",
  };
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

function overMemory({ memoryBytes = 0 }: Limits, peakRssBytes: number | null): Failure {
  return {
    code: "memory-budget",
    message: `killed at ${mebibytes(peakRssBytes ?? 0)} MiB: ${mebibytes(memoryBytes)} MiB are allowed`,
    remedy: "raise the memory with --memory-budget",
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
