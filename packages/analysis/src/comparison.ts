import type { CellReason, Limit, TaskName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { columnsOf, type Column } from "./columns.ts";
import { uniqueLimits } from "./limits.ts";
import { outcomeOf, type Outcome, type UnfinishedState } from "./outcome.ts";
import { plannedTasksOf, workloadIds } from "./run-data.ts";
import { standingsOf, type Standing } from "./standings.ts";

/** Why a place of the comparison holds no value. */
export type Absence =
  /** A percentile that its samples did not earn. */
  | { readonly kind: "insufficient-samples"; readonly n: number }
  | { readonly kind: "state"; readonly state: Outcome["state"] };

/** One backend in one column. */
export interface ComparedCell {
  readonly column: Column;
  readonly standing: Standing;
  /** Null where there is a value. */
  readonly absence: Absence | null;
}

/** What went wrong with a task of a backend. */
export interface Trouble {
  readonly task: TaskName;
  readonly state: UnfinishedState;
  readonly reason: CellReason;
  /** Other rounds of it completed. */
  readonly someRoundsCompleted: boolean;
}

/** One backend with all that was measured of a workload, and what was cut short or is missing. */
export interface ComparedRow {
  readonly backend: string;
  readonly cells: readonly ComparedCell[];
  /** What budgets cut short; an evaluation that repeats what was cut short of its training is not told again. */
  readonly limits: readonly Limit[];
  readonly troubles: readonly Trouble[];
}

/** Backend × workload in the columns that the run can fill. */
export interface Comparison {
  readonly columns: readonly Column[];
  readonly workloads: readonly { readonly workload: string; readonly rows: readonly ComparedRow[] }[];
}

/** The table that the page, the terminal and the summary show: workloads and backends in the run's order. */
export function comparisonOf(run: Run): Comparison {
  const columns = columnsOf(run);
  const workloads = workloadIds(run).map((workload) => {
    const byColumn = columns.map((column) => ({ column, standings: standingsOf(run, workload, column) ?? [] }));
    const rows = run.backends.map(({ id: backend }, index) => ({
      backend,
      cells: byColumn.map(({ column, standings }) => cellOf(column, standings[index] as Standing)),
      ...remarksOn(run, workload, backend),
    }));
    return { workload, rows };
  });
  return { columns, workloads };
}

function cellOf(column: Column, standing: Standing): ComparedCell {
  return { column, standing, absence: standing.summary === null ? absenceOf(column, standing.outcome) : null };
}

function absenceOf({ percentile }: Column, { state, completed }: Outcome): Absence {
  if (percentile && state === "completed") {
    const samples = completed.flatMap((cell) => cell.measurements["latency.p50Ms"]?.n ?? []);
    if (samples.length > 0) return { kind: "insufficient-samples", n: Math.max(...samples) };
  }
  return { kind: "state", state };
}

function remarksOn(run: Run, workload: string, backend: string): Pick<ComparedRow, "limits" | "troubles"> {
  const outcomes = plannedTasksOf(run).map((task) => ({ task, outcome: outcomeOf(run, { workload, backend }, task) }));
  return {
    limits: uniqueLimits(outcomes.flatMap(({ outcome }) => outcome.limits)),
    troubles: outcomes.flatMap(({ task, outcome: { trouble, completed } }) =>
      trouble === null ? [] : [{ task, ...trouble, someRoundsCompleted: completed.length > 0 }],
    ),
  };
}
