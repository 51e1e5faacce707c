import type { MeasurementName, Run, Task } from "@evenkeel/core";

/** A main measurement: where it comes from, and what counts as better. */
export interface Column {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** The first source whose task the run has. */
  readonly sources: readonly { readonly task: Task; readonly measurement: MeasurementName }[];
  /** Null where a smaller or larger value is no merit. */
  readonly better: "higher" | "lower" | null;
  /** Whether work that a budget cut short still gives a value that may be compared: a rate does, a result does not. */
  readonly comparableWhenLimited: boolean;
  /** How fast something goes: never compared where a software adapter stands in for a graphics card. */
  readonly speed?: true;
  /** Of weights that the backend itself trained: worth what its training is worth. */
  readonly ofTrainedWeights?: true;
  /** An earned percentile: its absence beside the median means too few samples. */
  readonly percentile?: true;
}

const answering = ["latency", "throughput", "evaluate"] as const;

export const columns: readonly Column[] = [
  {
    id: "train-rate",
    title: "Training",
    unit: "images/s",
    sources: [{ task: "train", measurement: "train.imagesPerSecond" }],
    better: "higher",
    comparableWhenLimited: true,
    speed: true,
  },
  {
    id: "step",
    title: "Step",
    unit: "ms",
    sources: [{ task: "train", measurement: "train.stepMs" }],
    better: "lower",
    comparableWhenLimited: true,
    speed: true,
  },
  {
    id: "final-loss",
    title: "Final loss",
    unit: "nats",
    sources: [{ task: "train", measurement: "train.finalLoss" }],
    better: null,
    comparableWhenLimited: false,
  },
  {
    id: "accuracy",
    title: "Test accuracy",
    unit: "%",
    sources: [
      { task: "evaluate", measurement: "evaluate.accuracy" },
      { task: "train", measurement: "train.testAccuracy" },
    ],
    better: "higher",
    comparableWhenLimited: false,
    ofTrainedWeights: true,
  },
  {
    id: "p50",
    title: "One answer, p50",
    unit: "ms",
    sources: [{ task: "latency", measurement: "latency.p50Ms" }],
    better: "lower",
    comparableWhenLimited: true,
    speed: true,
  },
  {
    id: "p90",
    title: "One answer, p90",
    unit: "ms",
    sources: [{ task: "latency", measurement: "latency.p90Ms" }],
    better: "lower",
    comparableWhenLimited: true,
    speed: true,
    percentile: true,
  },
  {
    id: "throughput",
    title: "Answering",
    unit: "images/s",
    sources: [{ task: "throughput", measurement: "throughput.imagesPerSecond" }],
    better: "higher",
    comparableWhenLimited: false,
    speed: true,
  },
  {
    id: "cold-start",
    title: "Cold start",
    unit: "ms",
    sources: answering.map((task) => ({ task, measurement: "load.coldStartMs" })),
    better: "lower",
    comparableWhenLimited: true,
    speed: true,
  },
  {
    id: "train-memory",
    title: "Memory, training",
    unit: "MiB above baseline",
    sources: [{ task: "train", measurement: "memory.aboveBaselineBytes" }],
    better: "lower",
    comparableWhenLimited: false,
  },
  {
    id: "answer-memory",
    title: "Memory, answering",
    unit: "MiB above baseline",
    sources: answering.map((task) => ({ task, measurement: "memory.aboveBaselineBytes" })),
    better: "lower",
    comparableWhenLimited: true,
  },
];

export function columnOf(id: string): Column {
  const column = columns.find((candidate) => candidate.id === id);
  if (column === undefined) throw new RangeError(`no column ${id}`);
  return column;
}

/** The column's source in this run, or null when the run has none of its tasks. */
export function sourceOf({ sources }: Column, { experiment }: Run): Column["sources"][number] | null {
  return sources.find(({ task }) => experiment.tasks.includes(task)) ?? null;
}
