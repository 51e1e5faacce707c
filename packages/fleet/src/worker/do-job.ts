import { EvenkeelError, explainError, InterruptedError } from "@evenkeel/core";
import { publicText, runIdOf, type Run } from "@evenkeel/run-folder";
import { decodeSubmission, type Submission } from "../job/submission.ts";
import { QueueError } from "../queue/queue-error.ts";
import type { Claim } from "../steps/claim.ts";
import { beat, endJob, giveBack, reportProgress, type End, type Progress } from "../steps/hold.ts";
import { startHeart, type Heart } from "./heart.ts";
import { leftRun } from "./left-run.ts";
import type { Following, Performed } from "./perform.ts";
import { persistently, type Patience } from "./persistently.ts";
import type { WorkerOptions } from "./worker-options.ts";

/** What became of a job in a worker's hands. `away`: it was cancelled, or counted as lost and given to another. */
export type JobOutcome = "good" | "bad" | "given-back" | "away";

/** A claimed job while a worker does it. */
interface Hand {
  readonly options: WorkerOptions;
  readonly claim: Claim;
  readonly heart: Heart;
  /** Null before the run has an id. */
  progress: Progress | null;
  /** Reports in their order; never rejects. */
  reported: Promise<void>;
}

/**
 * Does a claimed job to its end, or until the worker is ended or the job is not its own any more. Throws `QueueError`
 * where the worker was ended and cannot say so to the server.
 */
export async function doJob(options: WorkerOptions, claim: Claim): Promise<JobOutcome> {
  const heart = startHeart(options, claim);
  const hand: Hand = { options, claim, heart, progress: null, reported: Promise.resolve() };
  try {
    const performed = await perform(hand);
    if (heart.isTakenAway()) return away(hand);
    if (performed.state === "failed") return await end(hand, { ...performed, progress: hand.progress });
    if (performed.state === "interrupted") return await handBack(hand);
    return await keep(hand, performed);
  } finally {
    heart.stop();
  }
}

type Outcome =
  | ({ readonly state: "finished"; readonly progress: Progress } & Performed)
  | { readonly state: "interrupted" }
  | { readonly state: "failed"; readonly reason: string };

/** Runs what the job asks for, or what is left of it. Never rejects: what a job cannot do is its outcome. */
async function perform(hand: Hand): Promise<Outcome> {
  try {
    const submission = decodeSubmission(hand.claim.submission);
    const { run, folder } = (await goOnWithLeft(hand)) ?? (await begin(hand, submission));
    const progress = count(hand, run);
    return run.state === "finished" ? { state: "finished", run, folder, progress } : { state: "interrupted" };
  } catch (error) {
    if (error instanceof InterruptedError || hand.heart.signal.aborted) return { state: "interrupted" };
    const { message, remedy } = explainError(error);
    return { state: "failed", reason: publicText(remedy === null ? message : `${message}; ${remedy}`) };
  }
}

/** The run that an earlier attempt left here, brought to its end; null where there is none that can go on. */
async function goOnWithLeft(hand: Hand): Promise<Performed | null> {
  const { place, fingerprint, performer, tell } = hand.options;
  const left = await leftRun(place.runsFolder, hand.claim.earlier, fingerprint);
  if (left === null) return null;
  const { run, folder } = left;
  count(hand, run);
  if (left.closed) return { run, folder };
  tell(`${nameOf(hand)}: goes on with run ${run.runId}, ${run.cells.length} of ${run.plan.length} cells are settled`);
  try {
    return await performer.resume(folder, following(hand));
  } catch (error) {
    if (!(error instanceof EvenkeelError) || error instanceof InterruptedError) throw error;
    tell(`${nameOf(hand)}: run ${run.runId} cannot go on: ${error.message}`);
    return null;
  }
}

async function begin(hand: Hand, submission: Submission): Promise<Performed> {
  const { performer, tell } = hand.options;
  const { name } = submission.experiment;
  const runId = runIdOf(new Date().toISOString(), name, hand.claim.attempt.slice(0, 8));
  tell(`${nameOf(hand)}: begins ${name} as run ${runId}`);
  hand.progress = { run: runId, before: 0, done: 0, planned: null };
  report(hand);
  return performer.begin(submission, runId, following(hand));
}

function following(hand: Hand): Following {
  return {
    signal: hand.heart.signal,
    onSettled: (planned) => {
      const { progress } = hand;
      if (progress === null) return;
      hand.progress = { ...progress, done: Math.min(progress.done + 1, planned), planned };
      report(hand);
    },
  };
}

/** How far a run is that has just been read, or has ended. */
function count(hand: Hand, { runId, cells, plan }: Run): Progress {
  const before = hand.progress?.run === runId ? hand.progress.before : cells.length;
  const progress = { run: runId, before, done: cells.length, planned: plan.length };
  hand.progress = progress;
  report(hand);
  return progress;
}

/** Without waiting: a server that is away must not hold a run up, and the next report says all that this one does. */
function report(hand: Hand): void {
  const { options, claim, progress } = hand;
  if (progress === null) return;
  const write = () => reportProgress(options.queue, claim, progress).catch(() => undefined);
  hand.reported = hand.reported.then(write);
}

type Finished = Extract<Outcome, { readonly state: "finished" }>;

/** Brings a finished run into the history, then ends the job: a kill in between leaves a run that is known there. */
async function keep(hand: Hand, { run, folder, progress }: Finished): Promise<JobOutcome> {
  const { queue, performer, offer } = hand.options;
  const isOurs = await persistently(() => beat(queue, hand.claim), patience(hand, isQueueError));
  if (!isOurs) return away(hand);
  try {
    const where = await persistently(() => performer.keep(folder), { ...patience(hand, isStoreError), tries: 30 });
    hand.options.tell(`${nameOf(hand)}: run ${run.runId} is in ${where}`);
  } catch (error) {
    if (hand.options.signal.aborted) return handBack(hand);
    const reason = `measured, but not in the history: ${publicText(explainError(error).message)}`;
    const remedy = `import run ${run.runId} on ${offer.name} by \`evenkeel history import\``;
    return end(hand, { state: "failed", reason: `${reason}; ${remedy}`, progress });
  }
  const good = performer.isGood(run);
  const reason = good ? null : "some cell did not complete: its report says why";
  return end(hand, { state: "done", good, reason, progress });
}

async function end(hand: Hand, how: End): Promise<JobOutcome> {
  const { queue, tell } = hand.options;
  if (!(await persistently(() => endJob(queue, hand.claim, how), patience(hand, isQueueError)))) return away(hand);
  const good = how.state === "done" && how.good;
  tell(`${nameOf(hand)}: ${how.state}${how.reason === null ? "" : `: ${how.reason}`}`);
  return good ? "good" : "bad";
}

async function handBack(hand: Hand): Promise<JobOutcome> {
  const { queue, tell } = hand.options;
  const { claim, progress } = hand;
  if (!(await persistently(() => giveBack(queue, claim, progress), patience(hand, isQueueError)))) return away(hand);
  tell(`${nameOf(hand)}: given back`);
  return "given-back";
}

function away(hand: Hand): JobOutcome {
  const where = hand.progress === null ? "" : `; what is measured stays in run ${hand.progress.run}`;
  hand.options.tell(
    `${nameOf(hand)}: not this worker's any more (cancelled, or no sign reached the queue in time)${where}`,
  );
  return "away";
}

function patience({ options }: Hand, passing: Patience["passing"]): Patience {
  return { signal: options.signal, tell: options.tell, passing };
}

const isQueueError = (error: unknown): error is QueueError => error instanceof QueueError;
const isStoreError = (error: unknown): error is EvenkeelError =>
  error instanceof EvenkeelError && error.code === "store";

function nameOf({ claim }: Hand): string {
  return `job ${claim.job.slice(0, 8)}`;
}
