import { randomUUID } from "node:crypto";
import { encodeSubmission, type Submission } from "./job/submission.ts";
import { queueOf } from "./job/capability.ts";
import type { JobQueue } from "./queue/open-queue.ts";
import { sendAttempt } from "./steps/rows.ts";

/** Where a job was put. */
export interface Submitted {
  readonly id: string;
  /** The queue of what it needs of a worker. */
  readonly queue: string;
}

/**
 * Puts an experiment into the queue. Throws `UsageError` for one that no other machine can run, and `QueueError`.
 */
export async function submitJob(queue: JobQueue, submission: Omit<Submission, "version">): Promise<Submitted> {
  const text = encodeSubmission(submission);
  const to = queueOf(submission);
  const id = randomUUID();
  await queue.ensure(to);
  await queue.write(async (step) => {
    const { name } = submission.experiment;
    await step.rows
      .insertInto("job")
      .values({ id, experiment: name, submission: text, queue: to, state: "waiting" })
      .execute();
    await sendAttempt(queue, step, { job: id, to });
  });
  return { id, queue: to };
}
