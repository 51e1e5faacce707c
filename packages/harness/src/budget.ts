import type { Limit } from "@evenkeel/core";
import type { Clock } from "./clock.ts";

/** Longest time for probing one backend, its library's import included. */
export const probeLimitSeconds = 60;

/** Longest time for the gradient gate on all that a backend can do, outside of a run. */
export const checkLimitSeconds = 3600;

/** Longest time for an empty cell, whose memory is the baseline. */
export const baselineLimitSeconds = 120;

/** How long a process that has reported its result may take to exit before its tree is killed. */
export const exitGraceSeconds = 5;

/**
 * When a cell is killed with its tree. A cell watches its own budget between calls of the backend; this limit is for
 * one that hangs or whose single call is endless, and also covers loading, which the budget does not count.
 */
export function hardLimitSeconds(budgetSeconds: number): number {
  return 2 * budgetSeconds + loadingSeconds;
}

const loadingSeconds = 60;

/** How `hardLimitSeconds` comes about. */
export const hardLimitWords = `twice the budget and ${loadingSeconds} s for loading`;

/**
 * How long a message that has already arrived may take to be read once a limit is reached: after this process was
 * stopped for a while (Ctrl-Z), its timers fire before the messages that came meanwhile.
 */
export const deliverySeconds = 1;

/** The time a cell may measure for. It begins when it is made, after loading. */
export interface Budget {
  readonly seconds: number;
  remainingMs(): number;
  spent(): boolean;
  /** The share of the budget that is used up, at most 1. */
  usedFraction(): number;
}

export function startBudget(seconds: number, clock: Pick<Clock, "nowMs">): Budget {
  const startMs = clock.nowMs();
  const remainingMs = () => startMs + seconds * 1000 - clock.nowMs();
  return {
    seconds,
    remainingMs,
    spent: () => remainingMs() <= 0,
    usedFraction: () => Math.min(1, 1 - remainingMs() / (seconds * 1000)),
  };
}

/**
 * Whether another call is begun: the first always is, so that a backend whose single step takes longer than its budget
 * is measured once, and later ones where they should end within the budget, as long as the last one took.
 */
export function fits(budget: Budget, lastCallMs: number | null): boolean {
  return lastCallMs === null || (!budget.spent() && lastCallMs <= budget.remainingMs());
}

/** What a budget cut short of some work; empty where all of it was done. */
export function limitedBy(
  { seconds }: Budget,
  { work, done, planned, unit }: Pick<Limit, "work" | "done" | "unit"> & { readonly planned: number },
): Limit[] {
  return done < planned ? [{ work, done, planned, unit, seconds }] : [];
}

/** Of a batch size for which the budget left no sample after warm-up. */
export function warmUpAlone({ seconds }: Budget, work: Limit["work"], batchSize: number): Limit {
  return { work, done: 0, planned: null, unit: "calls", seconds, batchSize };
}

const longCallMs = 100;
const longestChunk = 32;

/**
 * How many steps the next call of `train` should hold. It starts at one, so that a slow backend looks at its budget
 * after each step, and doubles while a call stays short, so that a fast one is not measured through its call overhead.
 */
export function nextChunkSteps(steps: number, callWallMs: number): number {
  return callWallMs < longCallMs ? Math.min(longestChunk, steps * 2) : steps;
}

/** All percentiles that reports show are earned with this many samples (p99 needs 662). */
const wantedLatencySamples = 700;
const latencySeconds = 1;

/** How many predictions a latency measurement takes at least, and how long, when one takes `predictMs`. */
export function latencyPlan(budget: Budget, predictMs: number) {
  const usableMs = Math.max(0, budget.remainingMs()) * 0.8;
  const fitting = predictMs > 0 ? Math.floor(usableMs / predictMs) : wantedLatencySamples;
  return {
    wanted: wantedLatencySamples,
    iterations: Math.max(1, Math.min(wantedLatencySamples, fitting)),
    timeMs: Math.min(1000 * latencySeconds, usableMs / 2),
  };
}

const throughputSeconds = 2;

/** Most samples that one batch size takes, however fast the backend. */
export const throughputSamples = 200;

/** The part of the budget that the next of `sizesLeft` batch sizes may take. */
export function throughputShare(budget: Budget, sizesLeft: number, clock: Pick<Clock, "nowMs">): Budget {
  return startBudget(Math.min(throughputSeconds, Math.max(0, budget.remainingMs()) / 1000 / sizesLeft), clock);
}
