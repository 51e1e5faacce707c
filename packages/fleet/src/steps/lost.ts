import { lostQueue } from "../job/capability.ts";
import type { JobQueue, Step } from "../queue/open-queue.ts";
import { goOn } from "./go-on.ts";
import { lockedJob, type AttemptRow } from "./rows.ts";

/**
 * Looks after the queue: has pg-boss find attempts without a sign of their worker, which it puts among the lost ones,
 * and decides what becomes of their jobs. Every worker does so now and then, and so does who waits for a job: one of
 * them is enough. Throws `QueueError`.
 */
export async function settleLost(queue: JobQueue): Promise<void> {
  await queue.read(() => queue.boss.supervise());
  while (await queue.write((step) => settleOne(queue, step)));
}

/** False where none is left. A step that does not come to its end leaves the attempt among the lost ones. */
async function settleOne(queue: JobQueue, step: Step): Promise<boolean> {
  const [lost] = await queue.boss.fetch(lostQueue, { db: step.db, includeMetadata: true });
  if (lost === undefined) return false;
  await queue.boss.complete(lostQueue, lost.id, null, { db: step.db });
  const attempt = lost.sourceId === null ? undefined : await attemptOf(step, lost.sourceId);
  if (attempt === undefined) return true;
  const job = await lockedJob(step, attempt.job);
  if (job?.state !== "running" || job.attempt !== attempt.id) return true;
  const reason = `no sign of ${attempt.worker ?? "its worker"} any more`;
  await goOn(queue, step, { job, attempt, ended: { state: "lost", reason } });
  return true;
}

/**
 * Takes jobs back that a worker at this place held when it ended without a word. Whoever holds the place's lock knows
 * that it did, and need not wait until its signs are missed. Gives how many. Throws `QueueError`.
 */
export async function takeBack(queue: JobQueue, place: string): Promise<number> {
  const held = await queue.read((rows) =>
    rows.selectFrom("attempt").select("id").where("place", "=", place).where("state", "=", "running").execute(),
  );
  let count = 0;
  for (const { id } of held) {
    count += await queue.write(async (step) => {
      const attempt = await attemptOf(step, id);
      const job = attempt === undefined ? undefined : await lockedJob(step, attempt.job);
      if (attempt === undefined || job?.state !== "running" || job.attempt !== id) return 0;
      // Ended in pg-boss, too, unless it was found lost there meanwhile: then nobody has decided yet, and this does.
      await queue.boss.complete(attempt.queue, id, null, { db: step.db });
      const reason = `${attempt.worker ?? "its worker"} ended without a word`;
      await goOn(queue, step, { job, attempt, ended: { state: "lost", reason } });
      return 1;
    });
  }
  return count;
}

async function attemptOf({ rows }: Step, id: string): Promise<AttemptRow | undefined> {
  return rows.selectFrom("attempt").selectAll().where("id", "=", id).executeTakeFirst();
}
