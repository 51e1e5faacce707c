import { setTimeout as wait } from "node:timers/promises";
import { QueueError } from "../queue/queue-error.ts";
import { claimNext, type Claim, type Taker } from "../steps/claim.ts";
import { settleLost, takeBack } from "../steps/lost.ts";
import { absent, present } from "../steps/presence.ts";
import { doJob, type JobOutcome } from "./do-job.ts";
import { persistently } from "./persistently.ts";
import type { WorkerOptions } from "./worker-options.ts";

/** How many jobs a worker ended in which way. */
export type WorkerTally = Readonly<Record<JobOutcome, number>>;

/**
 * Takes jobs from a queue and does them, one at a time, until the signal aborts or, with `untilEmpty`, until nothing
 * waits. Jobs that a worker at this place held when it was killed go on first. Throws `QueueError` where the server
 * cannot be used from the beginning, or cannot be told of the end.
 */
export async function runWorker(options: WorkerOptions): Promise<WorkerTally> {
  const { queue, offer, fingerprint, place, signal, tell } = options;
  const taker = { offer, fingerprint, place: place.id };
  const tally = { good: 0, bad: 0, "given-back": 0, away: 0 };
  const back = await takeBack(queue, place.id);
  if (back > 0) tell(`${back} job${back === 1 ? "" : "s"} of a worker that ended here without a word: going on`);
  const look = lookout(options, taker);
  try {
    while (!signal.aborted) {
      const claim = await persistently(look, { signal, tell, passing: isQueueError });
      if (claim !== null) tally[await doJob(options, claim)] += 1;
      else if (options.untilEmpty === true) break;
      else await wait(options.pollMs ?? 2000, null, { signal }).catch(() => null);
    }
  } finally {
    await absent(queue, place.id).catch(() => undefined);
  }
  return tally;
}

/** Looks for the next job, and as often as a worker at a job does, after the queue. */
function lookout({ queue, signal }: WorkerOptions, taker: Taker): () => Promise<Claim | null> {
  let lookedAfterMs = -Infinity;
  return async () => {
    if (signal.aborted) return null;
    if (performance.now() - lookedAfterMs > (1000 * queue.heartbeatSeconds) / 8) {
      await present(queue, taker);
      await settleLost(queue);
      lookedAfterMs = performance.now();
    }
    return claimNext(queue, taker);
  };
}

function isQueueError(error: unknown): error is QueueError {
  return error instanceof QueueError;
}
