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
import { goOnOrEnd } from "./until-decided.ts";
import type { PreparedWorkload } from "./prepare/prepare.ts";
import { referenceAfter } from "./reference-time.ts";
import type { SharedRunOptions } from "./run-options.ts";

export interface RunOutcome {
  readonly folder: string;
  /** `finished`, or `interrupted` when the signal aborted. */
  readonly run: Run;
}

/**
 * Runs a published run's open cells, one after another, then the reference kernel again, and closes the run with its
 * report, also when interrupted.
 */
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
  const { complete, grown } = await runUntilDecided(folder, run, runner, options);
  const ran = runner.settled().length > run.cells.length;
  const closed: Run = {
    ...soFar(grown, runner),
    ...(await referenceAfter(run, { complete, ran }, options)),
    state: complete ? "finished" : "interrupted",
    finishedAt: complete ? endOf(run.startedAt, runner.settled(), (options.clock ?? systemClock).date()) : null,
  };
  await writeRun(folder, closed);
  await emptyJournal(folder);
  const claimed = await claim(folder, closed, options);
  await publish(folder, options);
  return { folder, run: claimed };
}

/** With the claims that the folder's samples let make. */
async function claim(folder: string, run: Run, { makeClaims }: SharedRunOptions): Promise<Run> {
  if (makeClaims === undefined) return run;
  const claimed: Run = { ...run, claims: await makeClaims(folder) };
  await writeRun(folder, claimed);
  return claimed;
}

/**
 * Runs the open cells of the plan, and then round after round while the run is to go on. Before each question the
 * folder holds all that is settled, and after it the plan that was chosen: whatever is killed goes on from there.
 */
async function runUntilDecided(
  folder: string,
  run: Run,
  runner: CellRunner,
  options: SharedRunOptions,
): Promise<{ complete: boolean; grown: Run }> {
  let grown = run;
  for (;;) {
    if (!(await runner.runOpenCells())) return { complete: false, grown };
    if (run.experiment.untilDecided === undefined) return { complete: true, grown };
    const seen = soFar(grown, runner);
    await writeRun(folder, seen);
    await emptyJournal(folder);
    const asked = await goOnOrEnd(seen, folder, options);
    grown = asked.run;
    if (!asked.more) return { complete: true, grown };
    await writeRun(folder, grown);
    runner.extend(grown);
  }
}

/** With what is settled, and the records of its rounds. */
function soFar(run: Run, runner: CellRunner): Run {
  const cells = runner.settled();
  return { ...run, cells, rounds: roundRecordsOf({ plan: run.plan, cells }) };
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
