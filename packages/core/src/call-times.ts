import { BackendError } from "./errors.ts";
import type { Timed } from "./tensor.ts";

/** How long a call of a backend took, in ms. */
export interface CallTimes {
  /** By the caller's own clock, around the call: what ranks. */
  readonly callMs: number;
  /** What the backend says that its runtime computed: stands beside it, and ranks nothing. */
  readonly computeMs: number;
}

/** What a call gave, with the caller's own time around it beside the backend's word. */
export type Called<T> = Timed<T> & CallTimes;

/** How far two clocks that time one thing may lie apart, in ms and as a share of what they time. */
const clockError = { ms: 0.01, share: 0.001 };

/**
 * Least share of the time around its calls that a backend may say it computed. What stands between the two is a copy or
 * a pipe to another process: an honest backend was never seen below a tenth.
 */
const leastComputeShare = 0.02;

/** Calls of one backend: each is timed and checked as it ends, their sum when `checkShare` is called. */
export class Calls {
  readonly #nowMs: () => number;
  readonly #backend: string;
  #all: CallTimes = { callMs: 0, computeMs: 0 };

  /** A monotonic clock, in ms, and the id of the backend. */
  constructor(nowMs: () => number, backend: string) {
    this.#nowMs = nowMs;
    this.#backend = backend;
  }

  /** By the caller's own clock, of all calls. */
  get callMs(): number {
    return this.#all.callMs;
  }

  /** Throws `BackendError` for a compute time that is no time, or longer than the call that it is part of. */
  async time<T>(call: () => Promise<Timed<T>>): Promise<Called<T>> {
    const startMs = this.#nowMs();
    const { value, computeMs } = await call();
    const callMs = this.#nowMs() - startMs;
    this.#checkCall({ callMs, computeMs });
    this.#all = { callMs: this.#all.callMs + callMs, computeMs: this.#all.computeMs + computeMs };
    return { value, computeMs, callMs };
  }

  #checkCall({ callMs, computeMs }: CallTimes): void {
    if (computeMs >= 0 && computeMs <= callMs * (1 + clockError.share) + clockError.ms) return;
    throw new BackendError("says that it computed for longer than its call took, or for no time at all", {
      where: this.#backend,
      expected: `computeMs from 0 to ${callMs}`,
      got: String(computeMs),
      remedy: meaning,
    });
  }

  /** Throws `BackendError` where the times of all calls together say less than `leastComputeShare`. */
  checkShare(): void {
    const { callMs, computeMs } = this.#all;
    if (computeMs >= leastComputeShare * callMs - clockError.ms) return;
    throw new BackendError("says that it computed for implausibly little of the time of its calls", {
      where: this.#backend,
      expected: `at least ${100 * leastComputeShare}% of ${callMs.toPrecision(4)} ms`,
      got: `${computeMs.toPrecision(4)} ms`,
      remedy: meaning,
    });
  }
}

const meaning = "computeMs is the time beside the runtime in ms, after the device has finished";
