import type { CheckResult, MeasurementUnit } from "@evenkeel/core";
import type {
  OverheadSamples,
  ServerSamples,
  StepTimeSamples,
  ThroughputSamples,
  TimeToAccuracySamples,
  TrainingSamples,
} from "@evenkeel/tasks";
import type { Predictions } from "./predictions.ts";
import type { RunData, Samples } from "./run-data.ts";

/** Raw samples of one kind from one cell, in the order they were taken. */
export interface SampleSeries {
  readonly name: string;
  /** A measurement's unit, or what else a sample counts: a class index, a logit, float32 units in the last place. */
  readonly unit: MeasurementUnit | "class" | "logit" | "probability" | "ulp" | "absolute";
  /** Null where a sample was not taken. */
  readonly values: readonly (number | null)[];
}

type SamplesIn<K extends keyof Samples> = Samples[K] extends Map<string, infer T> ? T : never;

const seriesOfKind: { readonly [K in keyof Samples]: (samples: SamplesIn<K>) => SampleSeries[] } = {
  training: trainingSeries,
  predictions: predictionSeries,
  latency: ({ callMs, computeMs }) => [
    { name: "call.time", unit: "ms", values: callMs },
    ...(computeMs === null ? [] : [{ name: "call.compute", unit: "ms", values: computeMs } as const]),
  ],
  throughput: throughputSeries,
  stepTimes: stepTimeSeries,
  overheads: overheadSeries,
  checks: checkSeries,
  multiStreams: ({ callMs, computeMs }) => [
    { name: "query.time", unit: "ms", values: callMs },
    { name: "query.compute", unit: "ms", values: computeMs },
  ],
  servers: serverSeries,
  timeToAccuracy: timeToAccuracySeries,
};

/** Every raw sample of a cell. */
export function sampleSeriesOf({ samples }: RunData, cellId: string): SampleSeries[] {
  const kinds = Object.keys(seriesOfKind) as (keyof Samples)[];
  return kinds.flatMap((kind) => {
    const found = samples[kind].get(cellId);
    return found === undefined ? [] : seriesOfKind[kind](found as never);
  });
}

function trainingSeries({ losses, calls, epochs }: TrainingSamples): SampleSeries[] {
  return [
    { name: "loss", unit: "nats", values: losses },
    { name: "call.steps", unit: "steps", values: calls.map(({ steps }) => steps) },
    { name: "call.images", unit: "images", values: calls.map(({ images }) => images) },
    { name: "call.time", unit: "ms", values: calls.map(({ callMs }) => callMs) },
    { name: "call.compute", unit: "ms", values: calls.map(({ computeMs }) => computeMs) },
    { name: "call.with-batches", unit: "ms", values: calls.map(({ wallMs }) => wallMs) },
    { name: "epoch.time", unit: "s", values: epochs.map(({ seconds }) => seconds) },
    { name: "epoch.accuracy", unit: "ratio", values: epochs.map(({ testAccuracy }) => testAccuracy) },
  ];
}

function timeToAccuracySeries({ losses, calls, evaluations }: TimeToAccuracySamples): SampleSeries[] {
  return [
    { name: "loss", unit: "nats", values: losses },
    { name: "call.steps", unit: "steps", values: calls.map(({ steps }) => steps) },
    { name: "call.time", unit: "ms", values: calls.map(({ callMs }) => callMs) },
    { name: "call.compute", unit: "ms", values: calls.map(({ computeMs }) => computeMs) },
    { name: "call.with-batches", unit: "ms", values: calls.map(({ wallMs }) => wallMs) },
    { name: "evaluation.steps", unit: "steps", values: evaluations.map(({ steps }) => steps) },
    { name: "evaluation.training-time", unit: "s", values: evaluations.map((one) => one.trainingSeconds) },
    { name: "evaluation.time", unit: "s", values: evaluations.map((one) => one.evaluationSeconds) },
    { name: "evaluation.accuracy", unit: "ratio", values: evaluations.map(({ accuracy }) => accuracy) },
  ];
}

function predictionSeries({ classNames, labels, outputs, rows, predicted, calls }: Predictions): SampleSeries[] {
  return [
    { name: "label", unit: "class", values: labels },
    { name: "predicted", unit: "class", values: predicted },
    ...(outputs === "labels" ? [] : classNames).map((className, index): SampleSeries => {
      const unit = outputs === "logits" ? "logit" : "probability";
      return { name: `${unit}.${index}.${className}`, unit, values: rows.map((row) => row[index] ?? null) };
    }),
    ...(calls === null
      ? []
      : ([
          { name: "call.images", unit: "images", values: calls.map(({ images }) => images) },
          { name: "call.time", unit: "ms", values: calls.map(({ callMs }) => callMs) },
          { name: "call.compute", unit: "ms", values: calls.map(({ computeMs }) => computeMs) },
        ] as const)),
  ];
}

function throughputSeries({ batches }: ThroughputSamples): SampleSeries[] {
  return [...Map.groupBy(batches, ({ batchSize }) => batchSize)].flatMap(([size, alike]): SampleSeries[] => {
    const compute = alike.flatMap(({ computeMs }) => computeMs ?? []);
    return [
      { name: `batch-${size}.time`, unit: "ms", values: alike.flatMap(({ callMs }) => callMs) },
      ...(compute.length === 0 ? [] : [{ name: `batch-${size}.compute`, unit: "ms", values: compute } as const]),
    ];
  });
}

function stepTimeSeries({ batches }: StepTimeSamples): SampleSeries[] {
  return [...Map.groupBy(batches, ({ batchSize }) => batchSize)].flatMap(([size, alike]): SampleSeries[] => {
    const calls = alike.flatMap((batch) => batch.calls);
    return [
      { name: `batch-${size}.steps`, unit: "steps", values: calls.map(({ steps }) => steps) },
      { name: `batch-${size}.time`, unit: "ms", values: calls.map(({ callMs }) => callMs) },
      { name: `batch-${size}.compute`, unit: "ms", values: calls.map(({ computeMs }) => computeMs) },
    ];
  });
}

function overheadSeries({ calls }: OverheadSamples): SampleSeries[] {
  return calls.flatMap(({ call, batchSize, throughInterfaceMs, byHandMs }): SampleSeries[] => [
    { name: `${call}.batch-${batchSize}.through-interface`, unit: "ms", values: throughInterfaceMs },
    { name: `${call}.batch-${batchSize}.by-hand`, unit: "ms", values: byHandMs },
  ]);
}

/** Of each rate that was tried: its queries, by the schedule and by the harness's clock. */
function serverSeries({ single, trials }: ServerSamples): SampleSeries[] {
  return [
    { name: "single.time", unit: "ms", values: single.callMs },
    ...trials.flatMap(({ arrivalMs, startMs, endMs, computeMs }, index): SampleSeries[] => [
      { name: `rate-${index + 1}.arrival`, unit: "ms", values: arrivalMs },
      { name: `rate-${index + 1}.start`, unit: "ms", values: startMs },
      { name: `rate-${index + 1}.end`, unit: "ms", values: endMs },
      { name: `rate-${index + 1}.compute`, unit: "ms", values: computeMs },
    ]),
  ];
}

/** A check is one sample each of its relative, its absolute and its distance in units in the last place. */
function checkSeries(checks: readonly CheckResult[]): SampleSeries[] {
  return checks.flatMap(({ id, maxRelative, maxAbsolute, maxUlp }): SampleSeries[] => [
    { name: `${id}.relative-error`, unit: "ratio", values: [maxRelative] },
    { name: `${id}.absolute-error`, unit: "absolute", values: [maxAbsolute] },
    { name: `${id}.ulp`, unit: "ulp", values: [maxUlp] },
  ]);
}
