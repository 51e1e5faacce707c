import { earnedPercentile, type EarnedPercentile } from "@evenkeel/stats";
import { bestTrialOf, boundMsOf, holdsBound, lateQueriesOf, latenciesOf, type ServerSamples } from "@evenkeel/tasks";
import { mainArm } from "./arms.ts";
import { samplesOf, type RunData } from "./run-data.ts";

/** How long queries took that arrived at one rate. */
export interface ServedRate {
  readonly ratePerSecond: number;
  /** Queries that were served, of those that were to come. */
  readonly n: number;
  readonly planned: number;
  /** From arrival to result, in ms. */
  readonly p50: EarnedPercentile;
  readonly p90: EarnedPercentile;
  readonly p99: EarnedPercentile;
  /** Whether the percentile asked for stayed within the bound; null where the budget ended the trial. */
  readonly held: boolean | null;
  /** Queries that the harness began late. */
  readonly late: number;
}

/** What a backend served of random arrivals in one round. */
export interface ServerLoad {
  readonly backend: string;
  readonly round: number;
  readonly percentile: ServerSamples["percentile"];
  readonly boundMs: number;
  /** Medians of single predictions that make the bound; null where it was asked for in ms. */
  readonly timesSingle: number | null;
  /** The highest rate within the bound; null where none was. */
  readonly bestPerSecond: number | null;
  /** By rate. */
  readonly rates: readonly ServedRate[];
}

/** Every backend and round that left samples of the workload's server scenario. */
export function serverLoadsOf(data: RunData, workload: string): ServerLoad[] {
  return data.run.backends.flatMap(({ id: backend }) =>
    samplesOf(data, data.samples.servers, { workload, backend, arm: mainArm(data.run) }).map(
      ({ round, samples }): ServerLoad => ({
        backend,
        round,
        percentile: samples.percentile,
        boundMs: boundMsOf(samples),
        timesSingle: samples.boundMs === null ? samples.timesSingle : null,
        bestPerSecond: bestTrialOf(samples)?.ratePerSecond ?? null,
        rates: ratesOf(samples),
      }),
    ),
  );
}

function ratesOf(samples: ServerSamples): ServedRate[] {
  return samples.trials
    .map((trial): ServedRate => {
      const latencies = latenciesOf(trial);
      const { ratePerSecond, planned, ended } = trial;
      return {
        ratePerSecond,
        n: latencies.length,
        planned,
        p50: earnedPercentile(latencies, "p50"),
        p90: earnedPercentile(latencies, "p90"),
        p99: earnedPercentile(latencies, "p99"),
        held: ended === "budget" ? null : holdsBound(trial, samples),
        late: lateQueriesOf(trial),
      };
    })
    .toSorted((one, other) => one.ratePerSecond - other.ratePerSecond);
}
