import { dimensionNames, summaryDocumentOf, type SummaryDocument } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { measurementCatalog } from "@evenkeel/core";

/** What the page carries of its run for others to take: read by `script/download.js`. */
export interface EmbeddedData {
  /** As `evenkeel report --format json` prints it; in place of its folder the run's id. */
  readonly summary: SummaryDocument;
  /** What tells cells apart: fields of a cell or of its variant. */
  readonly dimensions: readonly string[];
  /** What the n of a measurement counts, by its name. */
  readonly counts: Readonly<Record<string, string>>;
}

/** The run's settled cells with their measurements, once. */
export function embeddedData(run: Run): EmbeddedData {
  const counts = Object.entries(measurementCatalog).map(([name, entry]) => [name, entry.counts] as const);
  return {
    summary: summaryDocumentOf(run, run.runId),
    dimensions: dimensionNames,
    counts: Object.fromEntries(counts),
  };
}
