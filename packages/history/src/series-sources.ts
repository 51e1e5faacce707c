import { columnsOf, sourceOf, type Run } from "@evenkeel/analysis";
import { isOfSeed, measurementCatalog, type MeasurementName, type TaskName } from "@evenkeel/core";

/** A measurement of a task that is followed from night to night. */
export interface SeriesSource {
  readonly task: TaskName;
  readonly measurement: MeasurementName;
  readonly unit: string;
  readonly better: "lower" | "higher";
  /** What a seed determines: the mean over the run's seeds, all of them. */
  readonly ofSeed: boolean;
  /** What a budget cut short gives no value: it would tell of the budget. */
  readonly wholeWork: boolean;
}

type Source = Omit<SeriesSource, "unit" | "ofSeed">;

/** Beside the columns of a report. */
const beyondColumns: readonly Source[] = [
  { task: "train", measurement: "train.epochSeconds", better: "lower", wholeWork: false },
  { task: "train", measurement: "memory.deviceBytes", better: "lower", wholeWork: true },
  { task: "latency", measurement: "latency.p99Ms", better: "lower", wholeWork: false },
  { task: "latency", measurement: "memory.deviceBytes", better: "lower", wholeWork: false },
  { task: "multi-stream", measurement: "multiStream.p50Ms", better: "lower", wholeWork: false },
  { task: "multi-stream", measurement: "multiStream.p90Ms", better: "lower", wholeWork: false },
  { task: "server", measurement: "server.queriesPerSecond", better: "higher", wholeWork: true },
  { task: "step-time", measurement: "stepTime.imagesPerSecond", better: "higher", wholeWork: true },
  { task: "time-to-accuracy", measurement: "timeToAccuracy.seconds", better: "lower", wholeWork: true },
];

/** What of a run becomes points: the columns of its report that have a better end, and what else is worth following. */
export function seriesSourcesOf(run: Run): SeriesSource[] {
  const ofColumns = columnsOf(run).flatMap((column): Source[] => {
    const source = sourceOf(column, run);
    const { better, comparableWhenLimited } = column;
    return source === null || better === null ? [] : [{ ...source, better, wholeWork: !comparableWhenLimited }];
  });
  const others = beyondColumns.filter(({ task }) => run.experiment.tasks[task] !== undefined);
  return [...ofColumns, ...others].map((source) => ({
    ...source,
    unit: measurementCatalog[source.measurement].unit,
    ofSeed: isOfSeed(source.measurement),
  }));
}
