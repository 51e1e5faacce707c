import { isControl, isOfSeed, type Cell, type CompletedCell } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { ownThreadsOf, tasks, type ThreadCount } from "@evenkeel/tasks";
import { cellsOfBackend } from "./cell-index.ts";
import { columnsOf, sourceOf, type Column } from "./columns.ts";

/**
 * Thread counts as they were asked for, in the experiment's order: each is a table of its own, and nothing ranks
 * across. What does not depend on threads was done at the first.
 */
export function armsOf({ experiment }: Run): readonly ThreadCount[] {
  return experiment.threads;
}

/** Where the run trains and evaluates whole. */
export function mainArm({ experiment }: Run): ThreadCount {
  return experiment.threads[0] ?? "default";
}

/**
 * The count that a backend's cells of an arm name. What takes no threads ran once, and a default that is a listed
 * number was measured as that number. Null where the backend has cells of other counts alone; the arm itself where it
 * has none of any.
 */
export function countIn(run: Run, backend: string, arm: ThreadCount): ThreadCount | null {
  const planned = plannedCounts(run, backend);
  if (planned.has(arm)) return arm;
  if (planned.size === 0) return arm;
  if (arm !== "default") return planned.size === 1 && planned.has("default") ? "default" : null;
  const own = run.backends.find(({ id }) => id === backend)?.runtime?.threads;
  return own !== undefined && planned.has(own) ? own : null;
}

const plans = new WeakMap<Run, Map<string, ReadonlySet<ThreadCount>>>();

/** What the cells of a backend name, the gate's and those of tasks with counts of their own left out. */
function plannedCounts(run: Run, backend: string): ReadonlySet<ThreadCount> {
  const known = plans.get(run) ?? new Map<string, ReadonlySet<ThreadCount>>();
  plans.set(run, known);
  const found = known.get(backend);
  if (found !== undefined) return found;
  const own = cellsOfBackend(run.plan, backend).filter(
    ({ task }) => task !== "gradients" && ownThreadsOf(run.experiment, task) === null,
  );
  const planned = new Set(own.map(countOf));
  known.set(backend, planned);
  return planned;
}

/** The count that a cell names. */
export function countOf({ variant }: Pick<Cell, "variant">): ThreadCount {
  return variant.threads ?? "default";
}

/**
 * Whether a cell of the backend is in its arm: every one where no arm is named, and none where the backend has no cells
 * on that count. A control is in none.
 */
export function inArm(
  run: Run,
  { backend, arm }: { readonly backend: string; readonly arm?: ThreadCount },
): (cell: Pick<Cell, "variant">) => boolean {
  const count = arm === undefined ? null : countIn(run, backend, arm);
  return (cell) => !isControl(cell) && (arm === undefined || count === countOf(cell));
}

/** Where a backend trains and evaluates whole: the first arm that it has cells in. */
export function wholeArm(run: Run, backend: string): ThreadCount {
  return armsOf(run).find((arm) => countIn(run, backend, arm) !== null) ?? mainArm(run);
}

/** The columns that depend on threads; in the run's first arm all that its tasks can fill. */
export function columnsIn(run: Run, arm: ThreadCount): readonly Column[] {
  if (arm === mainArm(run)) return columnsOf(run);
  return columnsOf(run).filter((column) => {
    const source = sourceOf(column, run);
    return source !== null && tasks[source.task].repeats.threads && !isOfSeed(source.measurement);
  });
}

/** Threads that cells computed on; null of a graphics card, which the host's threads only feed, and of no cell. */
export function computingThreads(cells: readonly CompletedCell[]): number | null {
  const [first] = cells;
  const onCores = first !== undefined && (first.device === "cpu" || first.device === "wasm");
  return onCores ? first.runtime.threads : null;
}

/** The one count whose values rank in an arm: the one asked for; of defaults that differ, the largest. */
export function rankedThreads(arm: ThreadCount, taken: readonly (number | null)[]): number | null {
  if (arm !== "default") return arm;
  const counts = taken.filter((threads) => threads !== null);
  return counts.length === 0 ? null : Math.max(...counts);
}
