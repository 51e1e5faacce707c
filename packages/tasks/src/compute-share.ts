import { sum } from "@evenkeel/stats";

/** Times of calls in ms: around them by the harness's clock, and what the backend says it computed. */
export interface ComputedCalls {
  readonly callMs: readonly number[];
  readonly computeMs: readonly number[];
}

/**
 * The share of its calls' time that a backend says it computed, at most 1: two clocks may differ by more than a call
 * takes. Null where the calls took no time.
 */
export function computeShare({ callMs, computeMs }: ComputedCalls): number | null {
  const share = sum(computeMs) / sum(callMs);
  return Number.isFinite(share) ? Math.min(1, share) : null;
}
