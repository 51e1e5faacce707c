import type { Limit, MeasurementName, TaskName } from "@evenkeel/core";
import type { Run, RunSummary } from "@evenkeel/run-folder";
import { sourceOf, type ColumnId } from "./columns.ts";
import { comparisonOf, type ComparedCell } from "./comparison.ts";
import type { Outcome } from "./outcome.ts";
import type { Summary } from "./summary.ts";

/** One place of the comparison, for other tools: what it holds, and whether it may be compared. */
export interface ComparisonEntry {
  readonly workload: string;
  readonly backend: string;
  readonly column: ColumnId;
  readonly task: TaskName;
  readonly measurement: MeasurementName;
  readonly state: Outcome["state"];
  readonly limits: readonly Limit[];
  readonly comparable: boolean;
  readonly best: boolean;
  /** Over the cells that have it; null where there is no value. */
  readonly summary: Summary | null;
}

/** What `evenkeel run --json` and `evenkeel report --format json` print. */
export type SummaryDocument = RunSummary & { readonly comparison: readonly ComparisonEntry[] };

/** The part of a run that other tools read: every settled cell, and the comparison of the report. */
export function summaryDocumentOf(run: Run, folder: string): SummaryDocument {
  const { schemaVersion, runId, fingerprint, cells, claims } = run;
  const comparison = comparisonOf(run).workloads.flatMap(({ workload, rows }) =>
    rows.flatMap(({ cells: compared }) => compared.flatMap((cell) => entryOf(run, workload, cell))),
  );
  return { schemaVersion, runId, folder, fingerprint, cells, comparison, claims };
}

function entryOf(run: Run, workload: string, { column, standing }: ComparedCell): ComparisonEntry[] {
  const source = sourceOf(column, run);
  if (source === null) return [];
  const { backend, outcome, comparable, best, summary } = standing;
  const { state, limits } = outcome;
  return [{ workload, backend, column: column.id, ...source, state, limits, comparable, best, summary }];
}
