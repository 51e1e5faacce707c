import type { ColumnId, RunData } from "@evenkeel/analysis";

/** The tables that CSV has. */
export const csvTables = ["measurements", "samples"] as const;
/** The name of a table, as `--table` takes it. */
export type CsvTable = (typeof csvTables)[number];

/** What a badge says: a column's leader in a workload, or the value of a backend. */
export interface BadgeOf {
  /** The first column that the run fills where left out. */
  readonly column?: ColumnId;
  /** The run's first where left out. */
  readonly workload?: string;
  readonly backend?: string;
}

/** What a run is exported from. */
export interface ExportInput {
  readonly data: RunData;
  /** The run folder, as the document may name it. */
  readonly folder: string;
  readonly table: CsvTable;
  /** What a badge says; its defaults where left out. */
  readonly badge?: BadgeOf;
}

/** A run in one format, piece by piece: raw samples may be more than one string holds. */
export type Exporter = (input: ExportInput) => Iterable<string>;
