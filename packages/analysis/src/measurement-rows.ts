import {
  countedBy,
  isControl,
  type CellResult,
  type Measurement,
  type MeasurementName,
  type SampleKind,
} from "@evenkeel/core";

/** What tells a cell from the others of its run. */
export interface CellDimensions {
  readonly backend: string;
  readonly workload: string;
  readonly model: string;
  readonly dataset: string;
  readonly task: string;
  /** Of the variant; null where the experiment's own hold. */
  readonly threads: number | null;
  readonly batchSize: number | null;
  readonly precision: string | null;
  readonly seed: number;
  readonly round: number;
  /** `aa` of a control, which stands for nothing but noise. */
  readonly control: "aa" | null;
}

/** Names of the dimensions, in the order that tables show them. */
export const dimensionNames = [
  "backend",
  "workload",
  "model",
  "dataset",
  "task",
  "threads",
  "batchSize",
  "precision",
  "seed",
  "round",
  "control",
] as const satisfies readonly (keyof CellDimensions)[];

/** Where a cell stands. */
export function dimensionsOf(cell: CellResult): CellDimensions {
  const { backend, workload, model, dataset, task, variant, seed, round } = cell;
  const { threads = null, batchSize = null, precision = null } = variant;
  const control = isControl(cell) ? "aa" : null;
  return { backend, workload, model, dataset, task, threads, batchSize, precision, seed, round, control };
}

/** One measurement of one cell. */
export interface MeasurementRow extends Measurement {
  readonly name: MeasurementName;
  /** What n counts. */
  readonly counts: SampleKind;
}

/** All measurements of a cell; of one that its budget ended, those that it left behind. */
export function measurementsOf(cell: CellResult): MeasurementRow[] {
  const found = cell.state === "over-budget" ? cell.partialMeasurements : cell.measurements;
  return (Object.entries(found) as [MeasurementName, Measurement][]).map(([name, measurement]) => ({
    name,
    ...measurement,
    counts: countedBy(name, measurement),
  }));
}
