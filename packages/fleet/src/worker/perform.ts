import type { Run } from "@evenkeel/run-folder";
import type { Submission } from "../job/submission.ts";

/** How a run that a worker does is followed and ended. */
export interface Following {
  /** Aborting ends the running cell; the run stays, and can go on. */
  readonly signal: AbortSignal;
  /** After each cell that is settled, with the cells of the plan. */
  readonly onSettled: (planned: number) => void;
}

/** A run that has ended, or was interrupted. */
export interface Performed {
  readonly folder: string;
  readonly run: Run;
}

/** How a worker runs an experiment and keeps its results: in the same way as the command line. */
export interface Performer {
  /** Begins a run with this id at the worker's place. Throws `EvenkeelError` for one that cannot be. */
  begin(submission: Submission, runId: string, following: Following): Promise<Performed>;
  /** Goes on with a run. */
  resume(folder: string, following: Following): Promise<Performed>;
  /** Whether every cell of a finished run that could run here completed. */
  isGood(run: Run): boolean;
  /** Brings a finished run into the history; of one that is there already, nothing. Says where, in words. */
  keep(folder: string): Promise<string>;
}
