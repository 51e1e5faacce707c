import { randomUUID } from "node:crypto";
import { sql, type Selectable } from "kysely";
import type { JobState } from "../job/states.ts";
import type { JobQueue, Step } from "../queue/open-queue.ts";
import { QueueError } from "../queue/queue-error.ts";
import type { AttemptTable, JobTable } from "../queue/tables.ts";

export type JobRow = Omit<Selectable<JobTable>, "submission">;
export type AttemptRow = Selectable<AttemptTable>;

/** All of a job but what it is to do, which may be long. */
export const jobColumns = [
  "id",
  "submitted_at",
  "experiment",
  "queue",
  "state",
  "attempt",
  "strikes",
  "ended_at",
  "good",
  "reason",
] as const satisfies readonly (keyof JobRow)[];

/** The server's clock: that of no machine. */
export const now = sql<Date>`clock_timestamp()`;

/** A job that nobody else changes before the step has ended. */
export async function lockedJob({ rows }: Step, id: string): Promise<JobRow | undefined> {
  return rows.selectFrom("job").select(jobColumns).where("id", "=", id).forUpdate().executeTakeFirst();
}

/** The attempts of a job, in the order in which they were sent. */
export async function attemptsOf({ rows }: Step, job: string): Promise<AttemptRow[]> {
  return rows.selectFrom("attempt").selectAll().where("job", "=", job).orderBy("sent_at").execute();
}

/** Hands a job out once more, to whoever serves the queue, `afterSeconds` from now. */
export async function sendAttempt(
  queue: JobQueue,
  { rows, db }: Step,
  { job, to, afterSeconds = 0 }: { readonly job: string; readonly to: string; readonly afterSeconds?: number },
): Promise<void> {
  await queue.ensure(to);
  const id = randomUUID();
  await rows.insertInto("attempt").values({ id, job, queue: to, state: "waiting" }).execute();
  const sent = await queue.boss.send(to, { job }, { id, db, ...(afterSeconds > 0 && { startAfter: afterSeconds }) });
  if (sent !== id) throw new QueueError("a job could not be put into the queue", { where: queue.shown, got: to });
}

/** Takes back what of a job waits in queues, but for one attempt. */
export async function withdraw(
  queue: JobQueue,
  { rows, db }: Step,
  job: string,
  except: string | null = null,
): Promise<void> {
  const waiting = rows.updateTable("attempt").set({ state: "void", ended_at: now });
  const others = waiting.where("job", "=", job).where("state", "=", "waiting");
  const found = await (except === null ? others : others.where("id", "!=", except))
    .returning(["id", "queue"])
    .execute();
  for (const attempt of found) await queue.boss.cancel(attempt.queue, attempt.id, { db });
}

/** What a job is in from now on, for good where the state is an end. */
export async function settleJob(
  { rows }: Step,
  id: string,
  changes: {
    readonly state: JobState;
    readonly reason: string | null;
    readonly good?: boolean;
    readonly strikes?: number;
  },
): Promise<void> {
  const { state, reason, good, strikes } = changes;
  const open = state === "waiting" || state === "running" || state === "interrupted";
  await rows
    .updateTable("job")
    .set({
      state,
      reason,
      ended_at: open ? null : now,
      ...(good !== undefined && { good }),
      ...(strikes !== undefined && { strikes }),
    })
    .where("id", "=", id)
    .execute();
}
