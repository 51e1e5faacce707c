import { Refusal } from "./refusal.ts";

/** Most pieces of work that wait; a client that is told so may come again. */
const mostWaiting = 256;

/** Does work in the order of arrival, one piece at a time: not every backend takes several calls at once. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Throws `Refusal` where too much waits, or where the client has gone before its turn. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#waiting >= mostWaiting) {
      throw new Refusal(503, "too many requests wait for the model", { headers: { "retry-after": "1" } });
    }
    this.#waiting += 1;
    const turn = this.#last.then(() => {
      if (signal.aborted) throw new Refusal(499, "the client has gone");
      return work();
    });
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }
}
