import { setTimeout as sleep } from "node:timers/promises";
import PQueue from "p-queue";
import type { Limits } from "../endpoint/limits.ts";

const minuteMs = 60_000;

/**
 * Lets attempts begin no faster than an endpoint allows: so many at once, so many within any minute, and none while the
 * server has asked for quiet.
 */
export class Pace {
  readonly #queue: PQueue;
  #quietUntilMs = 0;

  constructor({ concurrency, requestsPerMinute }: Pick<Limits, "concurrency" | "requestsPerMinute">) {
    const rate = requestsPerMinute === null ? {} : { intervalCap: requestsPerMinute, interval: minuteMs, strict: true };
    this.#queue = new PQueue({ concurrency, ...rate });
  }

  /**
   * Does the work when its turn comes, and tells it how long it waited. Rejects with the signal's reason when that
   * aborts before; work that has begun goes on.
   */
  async run<T>(work: (waitedMs: number) => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const asked = performance.now();
    let begun = false;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const stop = (): void => {
      if (!begun) reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
    const turn = async (): Promise<T> => {
      await this.#quiet(signal);
      signal.throwIfAborted();
      begun = true;
      return work(performance.now() - asked);
    };
    // p-queue's own signal would end what has begun, too.
    this.#queue.add(turn).then(resolve, reject);
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Begins nothing for so long. A longer quiet that was asked for before stands. */
  hold(ms: number): void {
    this.#quietUntilMs = Math.max(this.#quietUntilMs, performance.now() + ms);
  }

  /** Forgets what waits for its turn. */
  clear(): void {
    this.#queue.clear();
  }

  /** Another attempt may have prolonged it meanwhile. */
  async #quiet(signal: AbortSignal): Promise<void> {
    for (;;) {
      const left = this.#quietUntilMs - performance.now();
      if (left <= 0) return;
      await sleep(left, undefined, { signal });
    }
  }
}
