import type { Run } from "@evenkeel/run-folder";
import { columnOf, sourceOf } from "./columns.ts";
import { foldCountOf, foldValues } from "./folds.ts";
import { workloadIds } from "./run-data.ts";
import { standingsOf, type Standing } from "./standings.ts";

/** The held-out accuracies of a workload on a backend, with their mean and deviation in the standing's summary. */
export interface FoldAccuracies {
  readonly workload: string;
  readonly standing: Standing;
  /** By fold, 0 to 1; null of folds without any. */
  readonly folds: readonly (number | null)[];
}

/** Every workload and backend; null without cross-validation or without accuracies. */
export function foldAccuraciesOf(run: Run): FoldAccuracies[] | null {
  const count = foldCountOf(run);
  const column = columnOf("accuracy");
  const source = sourceOf(column, run);
  if (count === null || source === null) return null;
  return workloadIds(run).flatMap((workload) =>
    (standingsOf(run, workload, column) ?? []).map((standing) => {
      const values = foldValues(run, standing.outcome.completed, source.measurement);
      return { workload, standing, folds: Array.from({ length: count }, (_, index) => values.get(index + 1) ?? null) };
    }),
  );
}
