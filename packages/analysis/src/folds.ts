import type { CompletedCell, MeasurementName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { mean, sampleDeviation } from "@evenkeel/stats";
import type { Summary } from "./summary.ts";

/** How many folds the run cross-validates over; null where it does not. */
export function foldCountOf({ experiment }: Run): number | null {
  return experiment.crossValidationFolds ?? null;
}

/** The fold that a round is evaluated on, from 1; null without cross-validation. */
export function foldOf({ experiment: { crossValidationFolds: folds } }: Run, round: number): number | null {
  return folds === undefined ? null : ((round - 1) % folds) + 1;
}

/** A measurement by fold, the mean of the fold's seeds; folds without any are left out. */
export function foldValues(run: Run, cells: readonly CompletedCell[], name: MeasurementName): Map<number, number> {
  const found = cells.flatMap(({ round, measurements }) => {
    const measurement = measurements[name];
    const fold = foldOf(run, round);
    return measurement === undefined || fold === null ? [] : [{ fold, value: measurement.value }];
  });
  const byFold = [...Map.groupBy(found, ({ fold }) => fold)].toSorted(([a], [b]) => a - b);
  return new Map(byFold.map(([fold, rounds]) => [fold, mean(rounds.map(({ value }) => value))]));
}

/** The same measurement with the mean over folds as its value and their standard deviation. */
export function overFolds(run: Run, summary: Summary, cells: readonly CompletedCell[], name: MeasurementName): Summary {
  const values = [...foldValues(run, cells, name).values()];
  const deviation = values.length < 2 ? null : sampleDeviation(values);
  return { ...summary, value: mean(values), deviation, folds: values.length };
}
