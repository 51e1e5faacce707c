/** Time, passed in so that tests of schedules and budgets neither wait nor depend on the machine. */
export interface Clock {
  /** Monotonic, in ms. */
  nowMs(): number;
  /** The date as people write it. */
  date(): Date;
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back every `ms` until cancelled. */
  every(ms: number, callback: () => void): () => void;
  /** Settles at that time of `nowMs`, or at once where it is past. */
  waitUntil(ms: number): Promise<void>;
}

/** Node keeps a timer's length in 31 bits and fires a longer one at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The last part of a wait, in which a timer could come too late. */
const spunMs = 2;

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  date: () => new Date(),
  after: (ms, callback) => {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number) => {
      const nextMs = Math.min(leftMs, longestTimerMs);
      timer = setTimeout(() => (leftMs > nextMs ? wait(leftMs - nextMs) : callback()), nextMs);
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
  every: (ms, callback) => {
    const timer = setInterval(callback, ms);
    return () => clearInterval(timer);
  },
  // A timer fires up to a millisecond late, which is longer than many predictions take: the rest is spun.
  waitUntil: async (ms) => {
    const leftMs = ms - performance.now() - spunMs;
    if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.floor(leftMs)));
    while (performance.now() < ms);
  },
};
