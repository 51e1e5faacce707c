import type { ColumnId, ComparedCell, Run } from "@evenkeel/analysis";

/** How a column of the comparison is headed. */
export interface ColumnWords {
  readonly title: string;
  readonly unit: string;
}

const words: Readonly<Record<ColumnId, ColumnWords>> = {
  "train-rate": { title: "Training", unit: "images/s" },
  step: { title: "Step", unit: "ms" },
  "final-loss": { title: "Final loss", unit: "nats" },
  accuracy: { title: "Test accuracy", unit: "%" },
  p50: { title: "One prediction, p50", unit: "ms" },
  p90: { title: "One prediction, p90", unit: "ms" },
  throughput: { title: "Predicting", unit: "images/s" },
  "cold-start": { title: "Cold start", unit: "ms" },
  "train-memory": { title: "Memory, training", unit: "MiB above baseline" },
  "predict-memory": { title: "Memory, predicting", unit: "MiB above baseline" },
};

/** A column's title, of whatever run. */
export function columnTitle(id: ColumnId): string {
  return words[id].title;
}

/** In cross-validation what was trained is not evaluated on the test images. */
export function columnWords({ experiment }: Run, id: ColumnId): ColumnWords {
  const own = words[id];
  return id === "accuracy" && experiment.crossValidationFolds !== undefined
    ? { ...own, title: "Held-out accuracy" }
    : own;
}

/** What the values of a column count as their samples; null where it has no values. */
export function countsOf(cells: readonly ComparedCell[], id: ColumnId): string | null {
  return (
    cells.find(({ column, standing }) => column.id === id && standing.summary !== null)?.standing.summary?.counts ??
    null
  );
}
