import { isOfSeed, type CompletedCell, type MeasurementName } from "@evenkeel/core";

/**
 * Samples behind a measurement that several cells give together. The cells are distinct work (see `distinctWork`).
 * Times add up over cells. What a seed determines adds up over the folds of a seed, not over seeds: each is judged on
 * the same images, and the fewest of any seed count. Every n of a summary comes from here; where raw times are pooled,
 * their number is the n.
 */
export function sampleCount(cells: readonly CompletedCell[], name: MeasurementName): number {
  const bySeed = isOfSeed(name) ? [...Map.groupBy(cells, ({ seed }) => seed).values()] : [cells];
  return Math.min(...bySeed.map((own) => own.reduce((sum, { measurements }) => sum + (measurements[name]?.n ?? 0), 0)));
}
