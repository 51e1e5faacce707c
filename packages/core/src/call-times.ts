import { BackendError } from "./errors.ts";

/** How long a call of a backend took, in ms. */
export interface CallTimes {
  /** By the harness's own clock, around the call: what ranks. */
  readonly callMs: number;
  /** What the backend says that its runtime computed: stands beside it, and ranks nothing. */
  readonly computeMs: number;
}

/** How far two clocks that time one thing may lie apart, in ms and as a share of what they time. */
const clockError = { ms: 0.01, share: 0.001 };

/**
 * Least share of the time around its calls that a backend may say it computed. What stands between the two is a copy or
 * a pipe to another process: an honest backend was never seen below a tenth.
 */
export const leastComputeShare = 0.02;

/** Throws `BackendError` for a compute time that is no time, or longer than the call that it is part of. */
export function checkCallTimes({ callMs, computeMs }: CallTimes, where: string): void {
  if (computeMs >= 0 && computeMs <= callMs * (1 + clockError.share) + clockError.ms) return;
  throw new BackendError("says that it computed for longer than its call took, or for no time at all", {
    where,
    expected: `computeMs from 0 to ${callMs}`,
    got: String(computeMs),
    remedy: "computeMs is the time beside the runtime in ms, after the device has finished",
  });
}

/** Throws `BackendError` where the times of all calls together say less than `leastComputeShare`. */
export function checkComputeShare({ callMs, computeMs }: CallTimes, where: string): void {
  if (computeMs >= leastComputeShare * callMs - clockError.ms) return;
  throw new BackendError("says that it computed for implausibly little of the time of its calls", {
    where,
    expected: `at least ${100 * leastComputeShare}% of ${callMs.toPrecision(4)} ms`,
    got: `${computeMs.toPrecision(4)} ms`,
    remedy: "computeMs is the time beside the runtime in ms, after the device has finished",
  });
}
