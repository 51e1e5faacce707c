import { measurement, type Measurements } from "@evenkeel/core";
import { earnedPercentile, median } from "@evenkeel/stats";
import { z } from "zod";
import { noVariants, type TaskDefinition } from "./definition.ts";
import { earnedPercentiles } from "./percentiles.ts";

const settings = z.strictObject({
  /** Of the times from arrival to result: this percentile has to stay within the bound. */
  percentile: z.enum(["p90", "p99"]).default("p90"),
  /** The same bound for every backend, in ms; left out, `timesSingle` makes one for each. */
  boundMs: z.number().positive().exactOptional(),
  /** The bound in medians of the backend's own single predictions: rates under it show what queueing costs. */
  timesSingle: z.number().min(1).default(4),
});
const trial = z.strictObject({
  /** At which queries arrived on average. */
  ratePerSecond: z.number().positive(),
  /** Queries to come; fewer were served unless it ended `whole`. */
  planned: z.int().positive(),
  /** `over-bound`: left alone, when so many were above the bound that the rest could not mend the percentile. */
  ended: z.enum(["whole", "over-bound", "budget"]),
  /**
   * Of each query served, by the harness's clock, in ms from the trial's beginning: when it arrived by the schedule,
   * and when its prediction began and ended. Arrivals wait for nothing.
   */
  arrivalMs: z.array(z.number()),
  startMs: z.array(z.number()),
  endMs: z.array(z.number()),
  /** What the backend says it computed. */
  computeMs: z.array(z.number()),
});
export type ServerTrial = z.infer<typeof trial>;
const samples = z.strictObject({
  percentile: z.enum(["p90", "p99"]),
  /** As asked for; null where `timesSingle` makes the bound. */
  boundMs: z.number().positive().nullable(),
  timesSingle: z.number(),
  /** Single predictions after warm-up, in ms. */
  single: z.strictObject({ callMs: z.array(z.number()).min(1) }),
  /** In the order in which rates were tried. */
  trials: z.array(trial),
});
export type ServerSamples = z.infer<typeof samples>;

/**
 * The highest rate of queries arriving at random that a backend serves within a bound on their latency: the server
 * scenario of MLPerf's inference rules (mlcommons/inference_policies, "Scenarios"; its LoadGen). Queries of one image
 * arrive as a Poisson process whether or not earlier ones are done; one worker serves them in their order.
 */
export const server: TaskDefinition<z.infer<typeof settings>, ServerSamples> = {
  summary: "the highest rate of random arrivals served within a latency bound, after MLPerf's server scenario",
  settings,
  samples: { file: "server.json", schema: samples },
  needs: "predicts",
  after: [],
  provedFirst: false,
  repeats: { seeds: false, rounds: true, threads: true },
  variants: () => noVariants,
  measurements: (found) => ({
    ...measurement("server.boundMs", boundMsOf(found), found.boundMs === null ? found.single.callMs.length : 1),
    ...atBestRate(bestTrialOf(found)),
  }),
};

function atBestRate(best: ServerTrial | null): Measurements {
  if (best === null) return {};
  const { ratePerSecond, startMs, endMs } = best;
  const n = endMs.length;
  const busyMs = endMs.reduce((sum, end, index) => sum + end - (startMs[index] ?? end), 0);
  return {
    ...measurement("server.queriesPerSecond", ratePerSecond, n),
    ...earnedPercentiles("server", latenciesOf(best)),
    ...measurement("server.busyShare", Math.min(1, busyMs / (endMs.at(-1) ?? busyMs)), n),
    ...measurement("server.lateShare", lateQueriesOf(best) / n, n),
  };
}

/** The bound that latencies are held against, in ms. */
export function boundMsOf({ boundMs, timesSingle, single }: Omit<ServerSamples, "trials">): number {
  return boundMs ?? timesSingle * median(single.callMs);
}

/** From each query's scheduled arrival to its result, in ms: what it waited is part of it. */
export function latenciesOf({ arrivalMs, endMs }: Pick<ServerTrial, "arrivalMs" | "endMs">): number[] {
  return endMs.map((end, index) => end - (arrivalMs[index] ?? end));
}

/** Whether all queries of a trial came and the percentile asked for is earned and within the bound. */
export function holdsBound(served: ServerTrial, found: Omit<ServerSamples, "trials">): boolean {
  if (served.ended !== "whole") return false;
  const reached = earnedPercentile(latenciesOf(served), found.percentile);
  return reached.state === "earned" && reached.value <= boundMsOf(found);
}

/** The highest rate that held below the lowest that did not; null where none held. */
export function bestTrialOf(found: ServerSamples): ServerTrial | null {
  const over = found.trials.filter(({ ended }) => ended !== "budget").filter((one) => !holdsBound(one, found));
  const lowestOver = Math.min(...over.map(({ ratePerSecond }) => ratePerSecond));
  const held = found.trials.filter((one) => one.ratePerSecond < lowestOver && holdsBound(one, found));
  return held.toSorted((one, other) => other.ratePerSecond - one.ratePerSecond)[0] ?? null;
}

/** A timer's grain: a query begun later than this after it could have been was begun late. */
const lateMs = 1;

/** Queries whose prediction the harness began late: after their arrival and after the one before had ended. */
export function lateQueriesOf({ arrivalMs, startMs, endMs }: ServerTrial): number {
  return startMs.filter((start, index) => start - Math.max(arrivalMs[index] ?? 0, endMs[index - 1] ?? 0) > lateMs)
    .length;
}
