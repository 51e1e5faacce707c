import type { CompletedCell, MeasurementName } from "@evenkeel/core";

/**
 * Samples behind a measurement that several cells give together: those of its cells, added up. The cells are distinct
 * work (see `distinctWork`). Every n of a summary comes from here; where raw times are pooled, their number is the n.
 */
export function sampleCount(cells: readonly CompletedCell[], name: MeasurementName): number {
  return cells.reduce((sum, { measurements }) => sum + (measurements[name]?.n ?? 0), 0);
}
