import type { Cell, CellReason, CellResult, CompletedCell, Limit, TaskName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { ownThreadsOf, type ThreadCount } from "@evenkeel/tasks";
import { inArm } from "./arms.ts";
import { cellsOfPlace } from "./cell-index.ts";
import { uniqueLimits } from "./limits.ts";

/** What a cell without numbers came to. */
export type UnfinishedState = Exclude<CellResult["state"], "completed">;

/** Of a task: a cell's states, and those of work that no cell has come to. */
export const outcomeStates = [
  "completed",
  "over-budget",
  "unavailable",
  "not-comparable",
  "failed",
  "not-run",
  "not-planned",
] as const satisfies readonly (CellResult["state"] | "not-run" | "not-planned")[];

/** What became of a task of a workload on a backend over all rounds and seeds. */
export interface Outcome {
  readonly state: (typeof outcomeStates)[number];
  readonly plannedCells: number;
  readonly completed: readonly CompletedCell[];
  /** What budgets cut short, each once; not empty means the work is not comparable with full work. */
  readonly limits: readonly Limit[];
  /** Of the first cell that did not complete; of a backend that was found wrong, of a cell that says what is wrong. */
  readonly trouble: { readonly state: UnfinishedState; readonly reason: CellReason } | null;
}

/** A workload on a backend. */
export interface Place {
  readonly workload: string;
  readonly backend: string;
  /** On one of the run's thread counts; left out, on all of them together. */
  readonly arm?: ThreadCount;
}

/**
 * A backend that was found wrong in any round is not comparable in the others. Otherwise the state is `completed` when
 * any round completed, or that of the last settled round.
 */
export function outcomeOf(run: Run, { workload, backend, arm }: Place, task: TaskName): Outcome {
  // A task with thread counts of its own is in no arm.
  const own = ownThreadsOf(run.experiment, task) !== null;
  const isInArm = inArm(run, own || arm === undefined ? { backend } : { backend, arm });
  const here = (cell: Pick<Cell, "task" | "variant">) => cell.task === task && isInArm(cell);
  const plannedCells = cellsOfPlace(run.plan, { workload, backend }).filter(here).length;
  const cells = cellsOfPlace(run.cells, { workload, backend }).filter(here);
  const wrong = cells.some((cell) => cell.state === "not-comparable");
  const completed = wrong ? [] : cells.filter((cell) => cell.state === "completed");
  const others = cells.filter((cell) => cell.state !== "completed");
  const telling = others.find(({ state }) => state === "not-comparable") ?? others[0];
  return {
    state: stateOf(cells, plannedCells),
    plannedCells,
    completed,
    limits: uniqueLimits(completed.flatMap(({ limits }) => limits)),
    trouble: telling === undefined ? null : { state: telling.state, reason: telling.reason },
  };
}

function stateOf(cells: readonly CellResult[], plannedCells: number): Outcome["state"] {
  const states = cells.map(({ state }) => state);
  const telling = (["not-comparable", "completed"] as const).find((state) => states.includes(state));
  return telling ?? states.at(-1) ?? (plannedCells > 0 ? "not-run" : "not-planned");
}
