import { lostQueue, placeQueue, serves, type Offer } from "../job/capability.ts";
import { largestSubmissionBytes } from "../job/submission.ts";
import { sql } from "kysely";
import type { JobQueue, Step } from "../queue/open-queue.ts";
import { hadText } from "./go-on.ts";
import { attemptsOf, lockedJob, now, settleJob, withdraw, type AttemptRow } from "./rows.ts";

/** The most times that a job is begun, each on another machine or after its files were lost. */
export const mostRuns = 3;

/** Who takes jobs. */
export interface Taker {
  readonly offer: Offer;
  readonly fingerprint: string;
  readonly place: string;
}

/** A job in the hands of a worker. */
export interface Claim {
  readonly job: string;
  readonly attempt: string;
  /** The attempt's queue in pg-boss. */
  readonly queue: string;
  /** What the job is to do, as the queue holds it: not checked yet. */
  readonly submission: string;
  /** Runs of earlier attempts whose files should lie at this place, the last one first. */
  readonly earlier: readonly string[];
}

/**
 * The next job for a worker, now its own: a run that waits for its place before all others, then whatever waits longest
 * of what it serves. Null where nothing does. Throws `QueueError`.
 */
export async function claimNext(queue: JobQueue, taker: Taker): Promise<Claim | null> {
  for (const name of await queuesOf(queue, taker)) {
    // What is void is passed over.
    for (;;) {
      const taken = await queue.write((step) => take(queue, step, name, taker));
      if (taken === "nothing") break;
      if (taken !== "void") return taken;
    }
  }
  return null;
}

async function queuesOf(queue: JobQueue, { offer, place }: Taker): Promise<string[]> {
  const own = placeQueue(place);
  await queue.ensure(own);
  const waiting = await queue.read((rows) =>
    rows
      .selectFrom("attempt")
      .innerJoin("job", "job.id", "attempt.job")
      .select("attempt.queue")
      .where("attempt.state", "=", "waiting")
      .groupBy("attempt.queue")
      .orderBy((of) => of.fn.min("job.submitted_at"))
      .execute(),
  );
  return [own, ...waiting.map(({ queue: name }) => name).filter((name) => name !== lostQueue && serves(offer, name))];
}

async function take(queue: JobQueue, step: Step, name: string, taker: Taker): Promise<Claim | "nothing" | "void"> {
  const { rows, db } = step;
  const [sent] = await queue.boss.fetch(name, { db });
  if (sent === undefined) return "nothing";
  const attempt = await rows.selectFrom("attempt").selectAll().where("id", "=", sent.id).executeTakeFirst();
  const job = attempt === undefined ? undefined : await lockedJob(step, attempt.job);
  if (attempt === undefined || job === undefined || !(job.state === "waiting" || job.state === "interrupted")) {
    await queue.boss.complete(name, sent.id, { end: "void" }, { db });
    await rows.updateTable("attempt").set({ state: "void", ended_at: now }).where("id", "=", sent.id).execute();
    return "void";
  }
  await withdraw(queue, step, job.id, attempt.id);
  const earlier = (await attemptsOf(step, job.id)).filter(({ run }) => run !== null).toReversed();
  const here = runsOf(earlier.filter(({ place }) => place === taker.place));
  const begun = runsOf(earlier.filter(({ cells_done: done }) => done > 0));
  if (here.length === 0 && begun.length >= mostRuns) {
    await queue.boss.complete(name, sent.id, { end: "lost" }, { db });
    await rows.updateTable("attempt").set({ state: "void", ended_at: now }).where("id", "=", sent.id).execute();
    const reason = `begun ${mostRuns} times and never ended; ${earlier.slice(0, mostRuns).map(hadText).join("; ")}`;
    await settleJob(step, job.id, { state: "lost", reason });
    return "void";
  }
  await hold(step, attempt, taker);
  const { submission } = await rows
    .selectFrom("job")
    // One byte too many is refused, without reading the rest.
    .select(sql<string>`left(submission, ${sql.lit(largestSubmissionBytes + 1)})`.as("submission"))
    .where("id", "=", job.id)
    .executeTakeFirstOrThrow();
  return { job: job.id, attempt: attempt.id, queue: name, submission, earlier: here };
}

function runsOf(attempts: readonly AttemptRow[]): string[] {
  return [...new Set(attempts.flatMap(({ run }) => run ?? []))];
}

async function hold({ rows }: Step, { id, job }: AttemptRow, { offer, fingerprint, place }: Taker): Promise<void> {
  await rows
    .updateTable("attempt")
    .set({ state: "running", place, worker: offer.name, fingerprint, started_at: now })
    .where("id", "=", id)
    .execute();
  await rows.updateTable("job").set({ state: "running", attempt: id, reason: null }).where("id", "=", job).execute();
}
