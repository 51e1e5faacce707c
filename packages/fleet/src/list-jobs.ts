import { sql } from "kysely";
import { openStates, type AttemptState, type JobState } from "./job/states.ts";
import type { JobQueue } from "./queue/open-queue.ts";
import { jobColumns, type AttemptRow, type JobRow } from "./steps/rows.ts";

/** A job, and what became of it so far. */
export interface JobRecord {
  readonly id: string;
  readonly experiment: string;
  /** The queue of what it needs of a worker. */
  readonly queue: string;
  readonly state: JobState;
  readonly submittedAt: Date;
  readonly endedAt: Date | null;
  /** Of a job that is done: whether every cell that could run there completed. Null of any other. */
  readonly good: boolean | null;
  /** Why it is in this state, where that is not plain. */
  readonly reason: string | null;
  /** By the time at which they were sent; those that nobody took are left out. */
  readonly attempts: readonly AttemptRecord[];
}

/** A job in the hands of a worker, once. */
export interface AttemptRecord {
  readonly state: AttemptState;
  readonly worker: string;
  readonly fingerprint: string | null;
  readonly run: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly cellsDone: number;
  readonly cellsPlanned: number | null;
  readonly reason: string | null;
}

/** All that are open, and the last `ended` that are not, by the time of their submission. Throws `QueueError`. */
export async function listJobs(
  queue: JobQueue,
  { ended = 20 }: { readonly ended?: number } = {},
): Promise<JobRecord[]> {
  return queue.read(async (rows) => {
    const jobs = rows.selectFrom("job").select(jobColumns);
    const open = await jobs.where("state", "in", openStates).orderBy("submitted_at").execute();
    const last = await jobs.where("state", "not in", openStates).orderBy("ended_at", "desc").limit(ended).execute();
    const found = [...last, ...open].toSorted((a, b) => a.submitted_at.getTime() - b.submitted_at.getTime());
    return withAttempts(queue, found);
  });
}

/** Jobs whose ids begin like this, an id or a part of one. Throws `QueueError`. */
export async function findJobs(queue: JobQueue, beginning: string): Promise<JobRecord[]> {
  if (!/^[0-9a-f-]{1,36}$/.test(beginning)) return [];
  return queue.read(async (rows) => {
    const found = await rows
      .selectFrom("job")
      .select(jobColumns)
      .where(sql<string>`id::text`, "like", `${beginning}%`)
      .limit(20)
      .execute();
    return withAttempts(queue, found);
  });
}

async function withAttempts(queue: JobQueue, jobs: readonly JobRow[]): Promise<JobRecord[]> {
  if (jobs.length === 0) return [];
  const attempts = await queue.read((rows) =>
    rows
      .selectFrom("attempt")
      .selectAll()
      .where(
        "job",
        "in",
        jobs.map(({ id }) => id),
      )
      .where("worker", "is not", null)
      .orderBy("sent_at")
      .execute(),
  );
  const byJob = Map.groupBy(attempts, ({ job }) => job);
  return jobs.map((row) => recordOf(row, byJob.get(row.id) ?? []));
}

function recordOf(row: JobRow, attempts: readonly AttemptRow[]): JobRecord {
  const { id, experiment, queue, state, good, reason } = row;
  return {
    id,
    experiment,
    queue,
    state,
    submittedAt: row.submitted_at,
    endedAt: row.ended_at,
    good,
    reason,
    attempts: attempts.map(attemptOf),
  };
}

function attemptOf(row: AttemptRow): AttemptRecord {
  const { state, worker, fingerprint, run, reason } = row;
  return {
    state,
    worker: worker ?? "",
    fingerprint,
    run,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    cellsDone: row.cells_done,
    cellsPlanned: row.cells_planned,
    reason,
  };
}
