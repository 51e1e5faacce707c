import type { CellReason, CellResult, CompletedCell, Run, Task } from "@evenkeel/core";
import { limitsOf, type Limit } from "./limits.ts";

/** What a cell without numbers came to. */
export type UnfinishedState = Exclude<CellResult["state"], "completed">;

/** What became of a task of a model on a backend over all rounds. */
export interface Outcome {
  readonly state: CellResult["state"] | "not-run" | "not-planned";
  readonly plannedRounds: number;
  readonly completed: readonly CompletedCell[];
  /** What budgets cut short, each once; not empty means the work is not comparable with full work. */
  readonly limits: readonly Limit[];
  /** Of the first cell that did not complete; of a backend that was found wrong, of a cell that says what is wrong. */
  readonly trouble: { readonly state: UnfinishedState; readonly reason: CellReason } | null;
}

/** A model on a backend. */
export interface Place {
  readonly model: string;
  readonly backend: string;
}

/**
 * A backend that was found wrong in any round is not comparable in the others. Otherwise the state is `completed` when
 * any round completed, or that of the last settled round.
 */
export function outcomeOf(run: Run, { model, backend }: Place, task: Task): Outcome {
  const here = (cell: { model: string; backend: string; task: Task }) =>
    cell.model === model && cell.backend === backend && cell.task === task;
  const plannedRounds = run.plan.filter(here).length;
  const cells = run.cells.filter(here);
  const wrong = cells.some((cell) => cell.state === "not-comparable");
  const completed = wrong ? [] : cells.filter((cell) => cell.state === "completed");
  const others = cells.filter((cell) => cell.state !== "completed");
  const telling = others.find(({ state }) => state === "not-comparable") ?? others[0];
  return {
    state: stateOf(cells, plannedRounds),
    plannedRounds,
    completed,
    limits: limitsOf(completed),
    trouble: telling === undefined ? null : { state: telling.state, reason: telling.reason },
  };
}

function stateOf(cells: readonly CellResult[], plannedRounds: number): Outcome["state"] {
  const states = cells.map(({ state }) => state);
  const telling = (["not-comparable", "completed"] as const).find((state) => states.includes(state));
  return telling ?? states.at(-1) ?? (plannedRounds > 0 ? "not-run" : "not-planned");
}
