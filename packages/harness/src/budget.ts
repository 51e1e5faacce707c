import type { Limit } from "@evenkeel/core";
import type { Clock } from "./clock.ts";

/** Longest time for probing one backend, its library's import included. */
export const probeLimitSeconds = 60;

/** Longest time for the gradient gate on all that a backend can do, outside of a run. */
export const checkLimitSeconds = 3600;

/** Longest time for an empty cell, whose memory is the baseline. */
export const baselineLimitSeconds = 120;

/** Longest time for the reference kernel, its process's start included. */
export const referenceKernelLimitSeconds = 60;

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
 * Whether another call is begun, in every task: the first always is (null), so that a backend whose single call takes
 * longer than its budget is measured once, and later ones where they should end within the budget. How long they should
 * take is told by `linearMs` or `leastMs`.
 */
export function fits(budget: Budget, expectedMs: number | null): boolean {
  return expectedMs === null || (!budget.spent() && expectedMs <= budget.remainingMs());
}

/** A call that was made: what it took, and how many steps or images it held. */
export interface SizedCall {
  readonly ms: number;
  readonly size: number;
}

/** How long a call of so many steps or images should take: each as long as one of the last call. Null of the first. */
export function linearMs(last: SizedCall | null, size: number): number | null {
  return last === null ? null : (last.ms / last.size) * size;
}

/** How long a call at another batch size takes at the least: a larger batch may cost no more. Null of the first. */
export function leastMs(last: SizedCall | null, size: number): number | null {
  return last === null ? null : last.ms * Math.min(1, size / last.size);
}

interface Work extends Pick<Limit, "work" | "done" | "unit"> {
  readonly planned: number;
  /** What the last one of `unit` took; null where nothing was done. */
  readonly unitMs: number | null;
}

/** What a budget cut short of some work; empty where all of it was done. */
export function limitedBy({ seconds }: Budget, { unitMs, ...work }: Work): Limit[] {
  return work.done < work.planned ? [{ ...work, seconds, ...(unitMs !== null && { unitMs }) }] : [];
}

/** Of a batch size for which the budget left no sample after warm-up, only a first call that took `unitMs`. */
export function warmUpAlone(
  { seconds }: Budget,
  { work, batchSize, unitMs }: Required<Pick<Limit, "work" | "batchSize" | "unitMs">>,
): Limit {
  return { work, done: 0, planned: null, unit: "calls", seconds, unitMs, batchSize };
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
export const latencySamples = 700;

/** How long a latency measurement takes at the least. */
export const latencySeconds = 1;

/** Single predictions, after warm-up, that tell what one worker can serve. */
export const serverSingle = { samples: 30, seconds: 0.3 } as const;

/** Of one rate of arrivals: its longest time, its part of the budget, and most of its queries. */
export const serverTrial = { seconds: 3, mostInBudget: 8, mostQueries: 1000 } as const;

/** The longest time of one batch size. */
export const throughputSeconds = 2;

/** Most samples that one batch size takes, however fast the backend. */
export const throughputSamples = 200;

/** The part of the budget that the next of `partsLeft` equal parts may take. */
export function partOf(budget: Budget, partsLeft: number, clock: Pick<Clock, "nowMs">): Budget {
  return startBudget(Math.max(0, budget.remainingMs()) / 1000 / partsLeft, clock);
}
