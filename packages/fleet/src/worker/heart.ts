import { EvenkeelError } from "@evenkeel/core";
import type { Claim } from "../steps/claim.ts";
import { beat } from "../steps/hold.ts";
import { settleLost } from "../steps/lost.ts";
import { present } from "../steps/presence.ts";
import type { WorkerOptions } from "./worker-options.ts";

/** The signs of life of a worker that is at a job. */
export interface Heart {
  /** Aborts when the worker is ended, or when the job is not its own any more. */
  readonly signal: AbortSignal;
  /** Whether the job is not the worker's own any more. */
  isTakenAway(): boolean;
  stop(): void;
}

/**
 * Begins to give signs, four in the time after which the worker would count as lost; each takes the server a few
 * milliseconds, and looks after the queue as well. A server that is away for a while does not end a run.
 */
export function startHeart(options: WorkerOptions, claim: Claim): Heart {
  const { queue, offer, fingerprint, place, tell } = options;
  const taken = new AbortController();
  let isBusy = false;
  let isTold = false;
  const sign = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      if (await beat(queue, claim)) {
        await present(queue, { offer, fingerprint, place: place.id });
        await settleLost(queue);
      } else taken.abort();
      isTold = false;
    } catch (error) {
      if (!(error instanceof EvenkeelError)) throw error;
      if (!isTold) tell(`${error.message}; the run goes on`);
      isTold = true;
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void sign(), (1000 * queue.heartbeatSeconds) / 4);
  return {
    signal: AbortSignal.any([options.signal, taken.signal]),
    isTakenAway: () => taken.signal.aborted,
    stop: () => clearInterval(timer),
  };
}
