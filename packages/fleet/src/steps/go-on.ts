import { placeQueue } from "../job/capability.ts";
import type { JobQueue, Step } from "../queue/open-queue.ts";
import { now, sendAttempt, settleJob, type AttemptRow, type JobRow } from "./rows.ts";

/** After so many workers in a row that were lost before they settled a cell, it may be the job that ends them. */
export const mostStrikes = 3;

/**
 * Why an attempt ended before its run did: its worker gave the job back, or there was no sign of it any more. `reason`
 * is said of the job.
 */
export interface Ended {
  readonly state: "given-back" | "lost";
  readonly reason: string;
}

/**
 * What becomes of a job whose attempt ended before its run did, all in one step. What is measured is not measured again
 * on a guess: with settled cells, the run waits for the machine that has its files, and only after a while it is begun
 * anew elsewhere; without any, nothing is lost by beginning anew at once. A job that seems to end its workers is given
 * up and says what it had.
 */
export async function goOn(
  queue: JobQueue,
  step: Step,
  { job, attempt, ended }: { readonly job: JobRow; readonly attempt: AttemptRow; readonly ended: Ended },
): Promise<void> {
  const { state, reason } = ended;
  await step.rows.updateTable("attempt").set({ state, reason, ended_at: now }).where("id", "=", attempt.id).execute();
  const progressed = attempt.cells_done > attempt.cells_before;
  const strikes = progressed ? 0 : job.strikes + (state === "lost" ? 1 : 0);
  if (strikes >= mostStrikes) {
    const why = `${strikes} workers in a row were lost before they settled a cell of it, the last one ${attempt.worker ?? ""}`;
    return settleJob(step, job.id, { state: "lost", reason: `${why}; ${hadText(attempt)}`, strikes });
  }
  const { place } = attempt;
  if (place === null || attempt.cells_done === 0) {
    await settleJob(step, job.id, { state: "waiting", reason, strikes });
    return sendAttempt(queue, step, { job: job.id, to: job.queue });
  }
  await settleJob(step, job.id, { state: "interrupted", reason: `${reason}; ${hadText(attempt)}`, strikes });
  await sendAttempt(queue, step, { job: job.id, to: placeQueue(place) });
  return sendAttempt(queue, step, { job: job.id, to: job.queue, afterSeconds: queue.graceSeconds });
}

/** `12 of 32 cells are in run 2026-… on alpha`. */
export function hadText({ run, worker, cells_done: done, cells_planned: planned }: AttemptRow): string {
  if (run === null || done === 0) return "nothing was measured";
  return `${done} of ${planned ?? "?"} cells are in run ${run} on ${worker ?? "?"}`;
}
