import type { Dataset, Limit, Measurements } from "@evenkeel/core";
import type { Budget } from "../budget.ts";
import type { Reporter } from "../child/reporter.ts";
import type { Clock } from "../clock.ts";
import type { CellJob } from "../protocol/jobs.ts";
import type { CellStore } from "../store/cell-store.ts";

/** What a task works with beside the model. */
export interface TaskContext {
  readonly job: CellJob;
  readonly dataset: Dataset;
  readonly store: Pick<CellStore, "batchOrder" | "readSamples" | "writeSamples" | "writeTrainedWeights">;
  readonly clock: Pick<Clock, "nowMs" | "waitUntil">;
  readonly budget: Budget;
  readonly reporter: Pick<Reporter, "tell">;
}

export interface TaskOutcome {
  readonly measurements: Measurements;
  /** What was cut short; empty for full work. */
  readonly limits: readonly Limit[];
  /** Of the file of trained weights that it left, if it did. */
  readonly weightsSha256?: string;
}
