import type { MeasurementName, TaskName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";

/** The main measurements, in the order that tables show them. */
export const columnIds = [
  "train-rate",
  "step",
  "final-loss",
  "accuracy",
  "p50",
  "p90",
  "throughput",
  "cold-start",
  "train-memory",
  "predict-memory",
] as const;
/** The name of a column, stable as the summary document has it. */
export type ColumnId = (typeof columnIds)[number];

/** A main measurement: where it comes from, and what counts as better. */
export interface Column {
  readonly id: ColumnId;
  /** The first source whose task the run has. */
  readonly sources: readonly { readonly task: TaskName; readonly measurement: MeasurementName }[];
  /** Null where a smaller or larger value is no merit. */
  readonly better: "higher" | "lower" | null;
  /** Whether work that a budget cut short still gives a value that may be compared: a rate does, a result does not. */
  readonly comparableWhenLimited: boolean;
  /** How fast something goes: never compared where a software adapter stands in for a graphics card. */
  readonly speed?: true;
  /** Of weights that the backend itself trained: worth what its training is worth. */
  readonly ofTrainedWeights?: true;
  /** The batch size that a value was reached at. */
  readonly at?: MeasurementName;
  /** The share of that time that the backend itself says it computed: stands beside it. */
  readonly computed?: MeasurementName;
  /** An earned percentile: its absence beside the median means too few samples. */
  readonly percentile?: true;
}

const predicting = ["latency", "throughput", "evaluate"] as const;

const definitions: Readonly<Record<ColumnId, Omit<Column, "id">>> = {
  "train-rate": {
    sources: [{ task: "train", measurement: "train.imagesPerSecond" }],
    better: "higher",
    comparableWhenLimited: true,
    speed: true,
  },
  step: {
    sources: [{ task: "train", measurement: "train.stepMs" }],
    computed: "train.computeShare",
    better: "lower",
    comparableWhenLimited: true,
    speed: true,
  },
  "final-loss": {
    sources: [{ task: "train", measurement: "train.finalLoss" }],
    better: null,
    comparableWhenLimited: false,
  },
  accuracy: {
    sources: [
      { task: "evaluate", measurement: "evaluate.accuracy" },
      { task: "train", measurement: "train.testAccuracy" },
    ],
    better: "higher",
    comparableWhenLimited: false,
    ofTrainedWeights: true,
  },
  p50: {
    sources: [{ task: "latency", measurement: "latency.p50Ms" }],
    computed: "latency.computeShare",
    better: "lower",
    comparableWhenLimited: true,
    speed: true,
  },
  p90: {
    sources: [{ task: "latency", measurement: "latency.p90Ms" }],
    better: "lower",
    comparableWhenLimited: true,
    speed: true,
    percentile: true,
  },
  throughput: {
    sources: [{ task: "throughput", measurement: "throughput.imagesPerSecond" }],
    computed: "throughput.computeShare",
    better: "higher",
    at: "throughput.bestBatchSize",
    comparableWhenLimited: false,
    speed: true,
  },
  "cold-start": {
    sources: predicting.map((task) => ({ task, measurement: "load.coldStartMs" })),
    better: "lower",
    comparableWhenLimited: true,
    speed: true,
  },
  "train-memory": {
    sources: [{ task: "train", measurement: "memory.aboveBaselineBytes" }],
    better: "lower",
    comparableWhenLimited: false,
  },
  "predict-memory": {
    sources: predicting.map((task) => ({ task, measurement: "memory.aboveBaselineBytes" })),
    better: "lower",
    comparableWhenLimited: true,
  },
};

/** Every column there is. */
export const columns: readonly Column[] = columnIds.map((id) => ({ id, ...definitions[id] }));

/** The column of that name. */
export function columnOf(id: ColumnId): Column {
  return { id, ...definitions[id] };
}

/** The column's source in this run, or null when the run has none of its tasks. */
export function sourceOf({ sources }: Column, { experiment }: Run): Column["sources"][number] | null {
  return sources.find(({ task }) => experiment.tasks[task] !== undefined) ?? null;
}

/** The columns that the run's tasks can fill. */
export function columnsOf(run: Run): readonly Column[] {
  return columns.filter((column) => sourceOf(column, run) !== null);
}
