import type { CellReason, CellResult, CompletedCell, Measurement, MeasurementName, Run, Task } from "@evenkeel/core";
import { median } from "@evenkeel/stats";

/** What became of a task of a model on a backend over all rounds. */
export interface Outcome {
  readonly state: CellResult["state"] | "not-run" | "not-planned";
  readonly plannedRounds: number;
  readonly completed: readonly CompletedCell[];
  /** What budgets cut short, each once; not empty means the work is not comparable with full work. */
  readonly limits: readonly string[];
  /** Why the first cell that did not complete did not; of a backend that was found wrong, what is wrong. */
  readonly reason: CellReason | null;
}

/** A state in the page's words. */
export const stateWords: Readonly<Record<Outcome["state"], string>> = {
  completed: "not measured",
  "over-budget": "over budget",
  unavailable: "unavailable",
  "not-comparable": "not comparable",
  failed: "failed",
  "not-run": "not run",
  "not-planned": "–",
};

export interface Place {
  readonly model: string;
  readonly backend: string;
}

/**
 * A backend that was found wrong in any round is not comparable in the others. Otherwise the state is `completed` when any
 * round completed, or that of the last settled round.
 */
export function outcomeOf(run: Run, { model, backend }: Place, task: Task): Outcome {
  const here = (cell: { model: string; backend: string; task: Task }) =>
    cell.model === model && cell.backend === backend && cell.task === task;
  const plannedRounds = run.plan.filter(here).length;
  const cells = run.cells.filter(here);
  const wrong = cells.some((cell) => cell.state === "not-comparable");
  const completed = wrong ? [] : cells.filter((cell) => cell.state === "completed");
  const others = cells.filter((cell) => cell.state !== "completed");
  const limits = [...new Set(completed.flatMap((cell) => cell.limits))];
  return {
    state: stateOf(cells, plannedRounds),
    plannedRounds,
    completed,
    limits,
    reason: (others.find(({ state }) => state === "not-comparable") ?? others[0])?.reason ?? null,
  };
}

function stateOf(cells: readonly CellResult[], plannedRounds: number): Outcome["state"] {
  const states = cells.map(({ state }) => state);
  const telling = (["not-comparable", "completed"] as const).find((state) => states.includes(state));
  return telling ?? states.at(-1) ?? (plannedRounds > 0 ? "not-run" : "not-planned");
}

/**
 * The limit that another one repeats at its end, or itself: an evaluation's `weights of limited training: trained 3 of 375
 * steps` comes from the training's `trained 3 of 375 steps`.
 */
export function rootLimit(limit: string, all: readonly string[]): string {
  return all.filter((other) => limit.endsWith(other)).toSorted((a, b) => a.length - b.length)[0] ?? limit;
}

/** The first of several limits, and how many more there are: rounds are rarely cut at the same step. */
export function limitWords([first = "", ...others]: readonly string[]): string {
  return `limited: ${first}${others.length === 0 ? "" : `, and ${others.length} more`}`;
}

/** A measurement over the rounds that have it. */
export interface Summary {
  /** The median of the rounds' values; of accuracies in cross-validation, the mean over folds. */
  readonly value: number;
  /** Standard deviation over folds, and how many there are; null without cross-validation or, of one fold, deviation. */
  readonly deviation: number | null;
  readonly folds: number | null;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
  /** Samples behind all rounds together. */
  readonly n: number;
  readonly unit: Measurement["unit"];
  readonly basis: Measurement["basis"];
}

/** Null when no completed cell has the measurement. */
export function summarize(cells: readonly CompletedCell[], name: MeasurementName): Summary | null {
  const found = cells.flatMap((cell) => cell.measurements[name] ?? []);
  const [first] = found;
  if (first === undefined) return null;
  const values = found.map(({ value }) => value);
  return {
    value: median(values),
    deviation: null,
    folds: null,
    min: Math.min(...values),
    max: Math.max(...values),
    rounds: found.length,
    n: found.reduce((sum, { n }) => sum + n, 0),
    unit: first.unit,
    basis: first.basis,
  };
}
