import type { RunData } from "@evenkeel/analysis";

/** The tables that CSV has. */
export const csvTables = ["measurements", "samples"] as const;
/** The name of a table, as `--table` takes it. */
export type CsvTable = (typeof csvTables)[number];

/** What a run is exported from. */
export interface ExportInput {
  readonly data: RunData;
  /** The run folder, as the document may name it. */
  readonly folder: string;
  readonly table: CsvTable;
}

/** A run in one format, piece by piece: raw samples may be more than one string holds. */
export type Exporter = (input: ExportInput) => Iterable<string>;
