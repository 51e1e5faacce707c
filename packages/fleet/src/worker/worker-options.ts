import type { Offer } from "../job/capability.ts";
import type { JobQueue } from "../queue/open-queue.ts";
import type { Performer } from "./perform.ts";
import type { Place } from "./place.ts";

export interface WorkerOptions {
  readonly queue: JobQueue;
  readonly offer: Offer;
  /** Of this machine: runs go on only where it is the same. */
  readonly fingerprint: string;
  readonly place: Place;
  readonly performer: Performer;
  /** Aborting ends the running cell, gives the job back and ends the worker. */
  readonly signal: AbortSignal;
  /** Whether the worker ends when nothing waits that it serves. */
  readonly untilEmpty?: boolean;
  /** Milliseconds between two looks at queues that were empty; 2,000 by default. */
  readonly pollMs?: number;
  /** Says what happens, in a line. */
  readonly tell: (text: string) => void;
}
