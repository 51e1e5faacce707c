import { earnedPercentile, median, quantile, type EarnedPercentile } from "@evenkeel/stats";
import type { LatencySamples } from "@evenkeel/tasks";
import { samplesOf, type RunData } from "./run-data.ts";
import { mainArm } from "./arms.ts";

/** The prediction times of one backend at batch 1, all rounds together. */
export interface LatencyDistribution {
  readonly backend: string;
  readonly n: number;
  readonly rounds: number;
  readonly minMs: number;
  readonly p25Ms: number;
  readonly p50Ms: number;
  readonly p75Ms: number;
  readonly maxMs: number;
  readonly p90: EarnedPercentile;
  readonly p99: EarnedPercentile;
  /** At most 120 samples, evenly spaced in rank. */
  readonly drawnMs: readonly number[];
  /** Every sample in the order of time, round by round; empty of runs that kept them sorted. */
  readonly inTimeMs: readonly (readonly number[])[];
}

const mostDrawn = 120;

/** Every backend that left latency samples of the workload. */
export function latencyDistributionsOf(data: RunData, workload: string): LatencyDistribution[] {
  return distributionsOf(data, data.samples.latency, workload);
}

/** The same of queries of several images, and how many images those are; null where there are none. */
export function queryDistributionsOf(
  data: RunData,
  workload: string,
): { readonly imagesPerQuery: number; readonly distributions: LatencyDistribution[] } | null {
  const { multiStreams } = data.samples;
  const asked = data.run.cells.find(({ id, workload: own }) => own === workload && multiStreams.has(id));
  const imagesPerQuery = asked === undefined ? undefined : multiStreams.get(asked.id)?.imagesPerQuery;
  const distributions = distributionsOf(data, multiStreams, workload);
  return imagesPerQuery === undefined || distributions.length === 0 ? null : { imagesPerQuery, distributions };
}

/** Calls in the order of time unless they say otherwise. */
type TimedCalls = Pick<LatencySamples, "callMs"> & { readonly order?: LatencySamples["order"] };

function distributionsOf(
  data: RunData,
  samples: ReadonlyMap<string, TimedCalls>,
  workload: string,
): LatencyDistribution[] {
  return data.run.backends.flatMap(({ id: backend }) => {
    const found = samplesOf(data, samples, { workload, backend, arm: mainArm(data.run) }).map((one) => one.samples);
    const ms = found.flatMap(({ callMs }) => callMs);
    return ms.length === 0 ? [] : [distribution(backend, found, ms)];
  });
}

function distribution(backend: string, rounds: readonly TimedCalls[], ms: readonly number[]): LatencyDistribution {
  const sorted = Float64Array.from(ms).sort();
  return {
    backend,
    n: ms.length,
    rounds: rounds.length,
    minMs: quantile(sorted, 0),
    p25Ms: quantile(sorted, 0.25),
    p50Ms: quantile(sorted, 0.5),
    p75Ms: quantile(sorted, 0.75),
    maxMs: quantile(sorted, 1),
    p90: earnedPercentile(sorted, "p90"),
    p99: earnedPercentile(sorted, "p99"),
    drawnMs: thinned(sorted),
    inTimeMs: rounds.every(({ order = "time" }) => order === "time") ? rounds.map(({ callMs }) => callMs) : [],
  };
}

function thinned(sorted: Float64Array): number[] {
  if (sorted.length <= mostDrawn) return [...sorted];
  const stride = (sorted.length - 1) / (mostDrawn - 1);
  return Array.from({ length: mostDrawn }, (_, index) => sorted[Math.round(index * stride)] as number);
}

/** The rate of predictions at one batch size. */
export interface BatchRate {
  readonly backend: string;
  readonly batchSize: number;
  /** From the median time of a batch. */
  readonly imagesPerSecond: number;
  readonly n: number;
}

/** Every backend and batch size that left throughput samples of the workload. */
export function batchRatesOf(data: RunData, workload: string): BatchRate[] {
  return data.run.backends.flatMap(({ id: backend }) => {
    const batches = samplesOf(data, data.samples.throughput, { workload, backend, arm: mainArm(data.run) }).flatMap(
      ({ samples }) => samples.batches,
    );
    const sizes = [...new Set(batches.map(({ batchSize }) => batchSize))].sort((a, b) => a - b);
    return sizes.flatMap((batchSize) => {
      const ms = batches.flatMap((batch) => (batch.batchSize === batchSize ? batch.callMs : []));
      if (ms.length === 0) return [];
      return [{ backend, batchSize, imagesPerSecond: (1000 * batchSize) / median(ms), n: ms.length }];
    });
  });
}
