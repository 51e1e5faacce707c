import type { CompletedCell, MeasurementName } from "@evenkeel/core";

/**
 * Samples behind a value that several cells give together: those of its cells, added up. Every n of a report that
 * stands for more than one cell comes from here.
 */
export function sampleCount(cells: readonly CompletedCell[], name: MeasurementName): number {
  return cells.reduce((sum, { measurements }) => sum + (measurements[name]?.n ?? 0), 0);
}
