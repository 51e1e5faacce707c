import {
  countedBy,
  isOfSeed,
  type CompletedCell,
  type Measurement,
  type MeasurementName,
  type SampleKind,
} from "@evenkeel/core";
import { median } from "@evenkeel/stats";
import { sampleCount } from "./sample-count.ts";
import { spreadWidth } from "./spread.ts";

/** A measurement over the cells that have it. */
export interface Summary {
  /** The median of the cells' values; of accuracies in cross-validation, the mean over folds. */
  readonly value: number;
  /** Standard deviation over folds, and how many there are; null without folds, the deviation also of one. */
  readonly deviation: number | null;
  readonly folds: number | null;
  readonly min: number;
  readonly max: number;
  /** How far the cells' values scatter; see `spreadWidth`. */
  readonly spread: number;
  /** How many cells: rounds of a time, seeds and folds of what a seed determines. */
  readonly replicates: number;
  /** How many seeds, of what a seed determines, each with n samples; null of anything else. */
  readonly seeds: number | null;
  /** Samples behind the value; see `sampleCount`. */
  readonly n: number;
  /** What n counts. */
  readonly counts: SampleKind;
  readonly unit: Measurement["unit"];
  readonly basis: Measurement["basis"];
}

/** Over distinct work; null when no completed cell has the measurement. */
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
    spread: spreadWidth(values),
    replicates: found.length,
    seeds: isOfSeed(name) ? new Set(cells.map(({ seed }) => seed)).size : null,
    n: sampleCount(cells, name),
    counts: countedBy(name, first),
    unit: first.unit,
    basis: first.basis,
  };
}
