import type { CellResult } from "@evenkeel/core";
import {
  emptyJournal,
  removeManifest,
  roundRecordsOf,
  writeIndex,
  writeManifest,
  writeRun,
  type Run,
} from "@evenkeel/run-folder";
import { CellRunner } from "./cell-runner.ts";
import { systemClock } from "./clock.ts";
import type { PreparedWorkload } from "./prepare/prepare.ts";
import type { SharedRunOptions } from "./run-options.ts";

export interface RunOutcome {
  readonly folder: string;
  /** `finished`, or `interrupted` when the signal aborted. */
  readonly run: Run;
}

/** Runs a published run's open cells, one after another, and closes it with its report, also when interrupted. */
export async function proceed(
  folder: string,
  run: Run,
  prepared: readonly PreparedWorkload[],
  options: SharedRunOptions,
): Promise<RunOutcome> {
  await removeManifest(folder);
  await writeRun(folder, run);
  // What is run again must not come back from it, should this be stopped before.
  await emptyJournal(folder);
  const runner = new CellRunner(folder, run, prepared, options);
  const complete = await runner.runOpenCells();
  const closed: Run = {
    ...run,
    cells: runner.settled(),
    rounds: roundRecordsOf({ plan: run.plan, cells: runner.settled() }),
    state: complete ? "finished" : "interrupted",
    finishedAt: complete ? endOf(run.startedAt, runner.settled(), (options.clock ?? systemClock).date()) : null,
  };
  await writeRun(folder, closed);
  await emptyJournal(folder);
  await publish(folder, options);
  return { folder, run: closed };
}

/** Now; where the clock was set back, at least as long after the beginning as the cells took. */
function endOf(startedAt: string, cells: readonly CellResult[], now: Date): string {
  const seconds = cells.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0);
  return new Date(Math.max(now.getTime(), Date.parse(startedAt) + 1000 * seconds)).toISOString();
}

/** A report that cannot be rendered must not cost the run its manifest. */
async function publish(folder: string, { renderReport }: SharedRunOptions): Promise<void> {
  try {
    await writeIndex(folder, await renderReport(folder));
  } finally {
    await writeManifest(folder);
  }
}
