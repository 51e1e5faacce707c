import { setTimeout as wait } from "node:timers/promises";
import type { EvenkeelError } from "@evenkeel/core";

export interface Patience {
  /** Once it aborts, only a little more time is spent. */
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
  /** Which errors pass by themselves. */
  readonly passing: (error: unknown) => error is EvenkeelError;
  /** How often in all; without end by default. */
  readonly tries?: number;
  /** Milliseconds before the second try; doubled from there, to at most half a minute. */
  readonly pauseMs?: number;
}

/** How often a worker that was ended goes on trying, a second apart. */
const lastTries = 10;
const longestPauseMs = 30_000;

/** Does something that may fail for a while, such as when a server is started again. Says so once. */
export async function persistently<T>(action: () => Promise<T>, patience: Patience): Promise<T> {
  const { signal, tell, passing, tries = Infinity, pauseMs = 1000 } = patience;
  let left = lastTries;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (signal.aborted) left -= 1;
      if (!passing(error) || attempt >= tries || left < 0) throw error;
      if (attempt === 1) tell(`${error.message}; trying again`);
    }
    if (signal.aborted) await wait(Math.min(pauseMs, 1000));
    else await wait(Math.min(pauseMs * 2 ** (attempt - 1), longestPauseMs), null, { signal }).catch(() => null);
  }
}
