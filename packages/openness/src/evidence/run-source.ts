import { isControl, type CompletedCell, type TaskName } from "@evenkeel/core";
import { manifestDifferences, readRun, type Run } from "@evenkeel/run-folder";
import type { ModelFacts } from "../facts/schema.ts";

/** A run whose folder is as it was written, and what of it is of one model. */
export interface RunSource {
  readonly folder: string;
  readonly run: Run;
  /** Completed, none of them a control. */
  readonly cells: readonly CompletedCell[];
}

/**
 * The run of a folder, for the model of the facts. Throws `RunFolderError` for a folder without a run or manifest, or
 * a damaged one; gives the reason in words where it is not what its manifest says, or knows no such model.
 */
export async function openRun(folder: string, facts: ModelFacts): Promise<RunSource | string> {
  const run = await readRun(folder);
  const { differences } = await manifestDifferences(folder);
  const [first] = differences;
  if (first !== undefined) {
    const more = differences.length === 1 ? "" : ` and ${differences.length - 1} more`;
    return `the run folder is not what its manifest says (${first.path}${more}): evenkeel report <run> --verify`;
  }
  const names = new Set(facts.runs ?? [facts.model]);
  const cells = run.cells.flatMap((cell) =>
    cell.state === "completed" && names.has(cell.model) && !isControl(cell) ? [cell] : [],
  );
  return cells.length === 0 ? `the run completed no cell of ${[...names].join(", ")}` : { folder, run, cells };
}

/** Ids of the cells of these tasks, on these backends or on any. */
export function cellsOf({ cells }: RunSource, tasks: readonly TaskName[], backends?: readonly string[]): string[] {
  return cells
    .filter(({ task, backend }) => tasks.includes(task) && (backends === undefined || backends.includes(backend)))
    .map(({ id }) => id);
}
