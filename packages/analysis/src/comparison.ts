import type { CellReason, Limit, TaskName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import type { ThreadCount } from "@evenkeel/tasks";
import { armsOf, columnsIn, countIn, mainArm, wholeArm } from "./arms.ts";
import type { Column } from "./columns.ts";
import { uniqueLimits } from "./limits.ts";
import { outcomeOf, type Outcome, type Place, type UnfinishedState } from "./outcome.ts";
import { plannedTasksOf, workloadIds } from "./run-data.ts";
import { standingsOf, type Standing } from "./standings.ts";

/** Why a place of the comparison holds no value. */
export type Absence =
  /** A percentile that its samples did not earn. */
  | { readonly kind: "insufficient-samples"; readonly n: number }
  /** The backend has no cells on this thread count, and these on that one. */
  | { readonly kind: "other-threads"; readonly measuredOn: ThreadCount }
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
  /** That it computed on; null of a graphics card, and where nothing completed. */
  readonly threads: number | null;
  /** Where its times are, of a backend without cells on this count; null of all others. */
  readonly measuredOn: ThreadCount | null;
  readonly cells: readonly ComparedCell[];
  /** What budgets cut short; an evaluation that repeats what was cut short of its training is not told again. */
  readonly limits: readonly Limit[];
  readonly troubles: readonly Trouble[];
}

/** Backend × workload in the columns that the run can fill, on one thread count. */
export interface Comparison {
  /** The threads that were asked for. */
  readonly arm: ThreadCount;
  readonly columns: readonly Column[];
  readonly workloads: readonly { readonly workload: string; readonly rows: readonly ComparedRow[] }[];
}

/** The tables that the page, the terminal and the summary show, one a thread count. */
export function comparisonsOf(run: Run): readonly Comparison[] {
  return armsOf(run)
    .map((arm) => comparisonOf(run, arm))
    .filter(({ columns }) => columns.length > 0);
}

/**
 * The table of one thread count, the run's first where none is named: workloads and backends in the run's order. The
 * first holds what every backend learnt, also of those that have no times on its count.
 */
export function comparisonOf(run: Run, arm: ThreadCount = mainArm(run)): Comparison {
  const columns = columnsIn(run, arm);
  const workloads = workloadIds(run).map((workload) => {
    const byColumn = columns.map((column) => ({ column, standings: standingsOf(run, workload, column, arm) ?? [] }));
    const rows = run.backends.flatMap(({ id: backend }, index): ComparedRow[] => {
      const measuredOn = countIn(run, backend, arm) === null ? wholeArm(run, backend) : null;
      if (measuredOn !== null && arm !== mainArm(run)) return [];
      const cells = byColumn.map(({ column, standings }) => cellOf(column, standings[index] as Standing, measuredOn));
      const threads = cells.find(({ standing }) => standing.threads !== null)?.standing.threads ?? null;
      const place = { workload, backend, arm: measuredOn ?? arm };
      return [{ backend, threads, measuredOn, cells, ...remarksOn(run, place) }];
    });
    return { workload, rows };
  });
  return { arm, columns, workloads };
}

function cellOf(column: Column, standing: Standing, measuredOn: ThreadCount | null): ComparedCell {
  if (standing.summary !== null) return { column, standing, absence: null };
  const isElsewhere = measuredOn !== null && standing.outcome.state === "not-planned";
  const absence = isElsewhere ? ({ kind: "other-threads", measuredOn } as const) : absenceOf(column, standing.outcome);
  return { column, standing, absence };
}

function absenceOf({ percentile }: Column, { state, completed }: Outcome): Absence {
  if (percentile && state === "completed") {
    const samples = completed.flatMap((cell) => cell.measurements["latency.p50Ms"]?.n ?? []);
    if (samples.length > 0) return { kind: "insufficient-samples", n: Math.max(...samples) };
  }
  return { kind: "state", state };
}

function remarksOn(run: Run, place: Place): Pick<ComparedRow, "limits" | "troubles"> {
  const outcomes = plannedTasksOf(run).map((task) => ({ task, outcome: outcomeOf(run, place, task) }));
  return {
    limits: uniqueLimits(outcomes.flatMap(({ outcome }) => outcome.limits)),
    troubles: outcomes.flatMap(({ task, outcome: { trouble, completed } }) =>
      trouble === null ? [] : [{ task, ...trouble, someRoundsCompleted: completed.length > 0 }],
    ),
  };
}
