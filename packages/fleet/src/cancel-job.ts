import { openStates } from "./job/states.ts";
import type { JobQueue } from "./queue/open-queue.ts";
import { attemptsOf, lockedJob, now, settleJob, withdraw } from "./steps/rows.ts";

/**
 * Takes a job out of the queue. A worker that is at it notices at its next sign and ends the running cell; what it has
 * measured stays in its run folder. False for a job that has ended. Throws `QueueError`.
 */
export async function cancelJob(queue: JobQueue, id: string): Promise<boolean> {
  return queue.write(async (step) => {
    const job = await lockedJob(step, id);
    if (job === undefined || !(openStates as readonly string[]).includes(job.state)) return false;
    await withdraw(queue, step, id);
    const running = (await attemptsOf(step, id)).filter(({ state }) => state === "running");
    for (const attempt of running) {
      await queue.boss.cancel(attempt.queue, attempt.id, { db: step.db });
      await step.rows
        .updateTable("attempt")
        .set({ state: "void", ended_at: now, reason: "cancelled" })
        .where("id", "=", attempt.id)
        .execute();
    }
    await settleJob(step, id, { state: "cancelled", reason: null });
    return true;
  });
}
