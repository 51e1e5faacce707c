import { foreignText } from "@evenkeel/core";
import type { JobRecord, Present } from "@evenkeel/fleet";
import { commandLine } from "@evenkeel/setup/command-line";
import pc from "picocolors";
import { duration } from "../progress.ts";
import { numbers, textTable, type Cell } from "../table.ts";

/** The names of queues, as the fleet words them. */
export interface QueueWords {
  /** What a queue's jobs need, in words. */
  needsText(queue: string): string;
  /** The workers that can do what waits in it. */
  serving(workers: readonly Present[], queue: string): readonly Present[];
}

/** The first letters of a job's id: enough to name it. */
export function shortId(id: string): string {
  return id.slice(0, 8);
}

/** `done`, `done, not good`, `running, 12 of 32 cells on lab-1`. */
export function stateText(job: JobRecord): string {
  const last = job.attempts.at(-1);
  if (job.state === "done") return job.good === true ? "done" : "done, not good";
  if (job.state !== "running" || last === undefined) return job.state;
  const cells = last.cellsPlanned === null ? "" : `, ${last.cellsDone} of ${last.cellsPlanned} cells`;
  return `running${cells} on ${last.worker}`;
}

/** Most characters of a line about a job. */
const longestLine = 1000;

/** A job in one line, safe to show: it comes from a database. */
export function jobLine(job: JobRecord): string {
  const reason = job.reason === null ? "" : `: ${job.reason}`;
  return foreignText(`job ${shortId(job.id)} ${job.experiment}: ${stateText(job)}${reason}`, longestLine);
}

/** Jobs and workers as tables. */
export function fleetText(
  jobs: readonly JobRecord[],
  workers: readonly Present[],
  { words, nowMs }: { readonly words: QueueWords; readonly nowMs: number },
): string {
  const rows = jobs.map((job) => jobRow(job, workers, words, nowMs));
  const jobPart = rows.length === 0 ? "no job" : textTable(jobHead, rows);
  const workerRows = workers.map(({ name, backends, takesAll, seen, fingerprint }) => [
    name,
    fingerprint.slice(0, 8),
    `${backends.join(", ")}${takesAll ? ", all" : ""}`,
    ago(seen, nowMs),
  ]);
  const workerPart =
    workerRows.length === 0
      ? `no worker is there; one is started by: ${commandLine("work --queue URL")}`
      : textTable(workerHead, workerRows);
  return `${jobPart}\n\n${workerPart}`;
}

const jobHead = ["job", "experiment", "needs", "state", "worker", ...numbers("cells"), "submitted", ""];
const workerHead = ["worker", "machine", "takes jobs for", "seen"];

function jobRow(job: JobRecord, workers: readonly Present[], words: QueueWords, nowMs: number): Cell[] {
  const last = job.attempts.at(-1);
  const nobody = job.state === "waiting" && words.serving(workers, job.queue).length === 0;
  const note = job.reason ?? (nobody ? "no worker that is there takes it" : "");
  const cells = last === undefined || last.run === null ? "" : `${last.cellsDone}/${last.cellsPlanned ?? "?"}`;
  return [
    shortId(job.id),
    job.experiment,
    words.needsText(job.queue),
    { text: job.state === "running" ? "running" : stateText(job), colour: colourOf(job) },
    last?.worker ?? "",
    cells,
    ago(job.submittedAt, nowMs),
    note,
  ];
}

function colourOf({ state, good }: JobRecord): (text: string) => string {
  if (state === "lost" || state === "failed" || (state === "done" && good !== true)) return pc.red;
  if (state === "done") return pc.green;
  return state === "interrupted" ? pc.yellow : (text) => text;
}

function ago(then: Date, nowMs: number): string {
  return `${duration((nowMs - then.getTime()) / 1000)} ago`;
}
