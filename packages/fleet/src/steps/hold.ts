import type { JobQueue, Step } from "../queue/open-queue.ts";
import type { Claim } from "./claim.ts";
import { goOn } from "./go-on.ts";
import { attemptsOf, lockedJob, now, settleJob, type AttemptRow, type JobRow } from "./rows.ts";

/** How far a run is. */
export interface Progress {
  readonly run: string;
  /** Settled cells when the attempt took it up. */
  readonly before: number;
  readonly done: number;
  /** Null before anything is planned. */
  readonly planned: number | null;
}

/** Writes how far the claimed job's run is. Throws `QueueError`. */
export async function reportProgress(queue: JobQueue, claim: Claim, progress: Progress): Promise<void> {
  const { run, before, done, planned } = progress;
  await queue.read((rows) =>
    rows
      .updateTable("attempt")
      .set({ run, cells_before: before, cells_done: done, cells_planned: planned })
      .where("id", "=", claim.attempt)
      .where("state", "=", "running")
      .execute(),
  );
}

/**
 * Says that the worker is still at a job. False where it is not its own any more: no sign came in time, or somebody
 * cancelled it. Throws `QueueError`.
 */
export async function beat(queue: JobQueue, { queue: name, attempt }: Claim): Promise<boolean> {
  return queue.read(async () => {
    await queue.boss.touch(name, attempt);
    return isActive(queue, { queue: name, attempt });
  });
}

/** What a worker says of a job at its end: its run has ended and is kept, or it could not be done. */
export type End =
  | { readonly state: "done"; readonly good: boolean; readonly reason: string | null; readonly progress: Progress }
  | { readonly state: "failed"; readonly reason: string; readonly progress: Progress | null };

/** Ends a claimed job. False where it is not the worker's own any more. Throws `QueueError`. */
export async function endJob(queue: JobQueue, claim: Claim, end: End): Promise<boolean> {
  return queue.write(async (step) => {
    const held = await release(queue, step, claim);
    if (held === null) return false;
    const { state, reason, progress } = end;
    await step.rows
      .updateTable("attempt")
      .set({
        state,
        reason,
        ended_at: now,
        ...(progress !== null && {
          run: progress.run,
          cells_done: progress.done,
          cells_planned: progress.planned,
        }),
      })
      .where("id", "=", claim.attempt)
      .execute();
    await settleJob(step, claim.job, { state, reason, ...(state === "done" && { good: end.good }) });
    return true;
  });
}

/**
 * Gives a claimed job back, whose run was interrupted: it goes on here, or after a while elsewhere. False where it is
 * not the worker's own any more. Throws `QueueError`.
 */
export async function giveBack(queue: JobQueue, claim: Claim, progress: Progress | null): Promise<boolean> {
  return queue.write(async (step) => {
    const held = await release(queue, step, claim);
    if (held === null) return false;
    const { job, attempt } = held;
    const counted: AttemptRow =
      progress === null
        ? attempt
        : { ...attempt, run: progress.run, cells_done: progress.done, cells_planned: progress.planned };
    const { run, cells_done, cells_planned } = counted;
    await step.rows
      .updateTable("attempt")
      .set({ run, cells_done, cells_planned })
      .where("id", "=", attempt.id)
      .execute();
    const reason = `${attempt.worker ?? "its worker"} was ended and gave it back`;
    await goOn(queue, step, { job, attempt: counted, ended: { state: "given-back", reason } });
    return true;
  });
}

/** Ends the claim in pg-boss; null where it was ended by others. */
async function release(
  queue: JobQueue,
  step: Step,
  { job: id, attempt: attemptId, queue: name }: Claim,
): Promise<{ readonly job: JobRow; readonly attempt: AttemptRow } | null> {
  const job = await lockedJob(step, id);
  if (job?.state !== "running" || job.attempt !== attemptId) return null;
  if (!(await isActive(queue, { queue: name, attempt: attemptId }, step.db))) return null;
  await queue.boss.complete(name, attemptId, null, { db: step.db });
  const attempt = (await attemptsOf(step, id)).find((one) => one.id === attemptId);
  return attempt === undefined ? null : { job, attempt };
}

/** Whether pg-boss still has an attempt as handed out, and not as lost or cancelled. */
async function isActive(
  { boss }: JobQueue,
  { queue: name, attempt }: Pick<Claim, "queue" | "attempt">,
  db?: Step["db"],
): Promise<boolean> {
  const [found] = await boss.findJobs(name, { id: attempt, ...(db !== undefined && { db }) });
  return found?.state === "active";
}
