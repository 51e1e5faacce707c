import type { CellResult, Measurement } from "@evenkeel/core";

/** What tells a cell from the others of its run. */
export interface CellDimensions {
  readonly backend: string;
  readonly model: string;
  readonly dataset: string;
  readonly task: string;
  /** Null where the experiment's hold. */
  readonly threads: number | null;
  readonly round: number;
}

/** Names of the dimensions, in the order that tables show them. */
export const dimensionNames = [
  "backend",
  "model",
  "dataset",
  "task",
  "threads",
  "round",
] as const satisfies readonly (keyof CellDimensions)[];

/** Where a cell stands. */
export function dimensionsOf({ backend, model, dataset, task, threads, round }: CellResult): CellDimensions {
  return { backend, model, dataset, task, threads: threads ?? null, round };
}

/** One measurement of one cell. */
export interface MeasurementRow extends Measurement {
  readonly name: string;
}

/** All measurements of a cell; of one that its budget ended, those that it left behind. */
export function measurementsOf(cell: CellResult): MeasurementRow[] {
  const found = cell.state === "over-budget" ? cell.partialMeasurements : cell.measurements;
  return Object.entries(found).map(([name, measurement]) => ({ name, ...measurement }));
}
