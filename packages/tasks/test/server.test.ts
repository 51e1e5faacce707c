import { describe, expect, it } from "vitest";
import { bestTrialOf, lateQueriesOf, tasks, type ServerSamples, type ServerTrial } from "../src/index.ts";

/** Queries every 10 ms, each served at once in so many ms; the last tenth waits longer. */
function trial(ratePerSecond: number, tookMs: number, change: Partial<ServerTrial> = {}): ServerTrial {
  const arrivalMs = Array.from({ length: 100 }, (_, index) => 10 * (index + 1));
  const endMs = arrivalMs.map((at) => at + tookMs);
  return {
    ratePerSecond,
    planned: 100,
    ended: "whole",
    arrivalMs,
    startMs: arrivalMs,
    endMs,
    computeMs: arrivalMs.map(() => tookMs),
    ...change,
  };
}

const found = (trials: ServerTrial[], change: Partial<ServerSamples> = {}): ServerSamples => ({
  percentile: "p90",
  boundMs: null,
  timesSingle: 4,
  single: { callMs: [1, 2, 3] },
  trials,
  ...change,
});

describe("server", () => {
  it("takes the highest rate that held below the lowest that did not", () => {
    const trials = [trial(50, 5), trial(80, 9), trial(65, 8), trial(120, 7)];
    expect(bestTrialOf(found(trials))?.ratePerSecond).toBe(65);
    expect(bestTrialOf(found([trial(80, 9)]))).toBeNull();
    expect(bestTrialOf(found(trials, { boundMs: 6 }))?.ratePerSecond).toBe(50);
  });

  it("lets no trial hold that was cut, or whose percentile is not earned", () => {
    expect(bestTrialOf(found([trial(50, 5, { ended: "budget" })]))).toBeNull();
    expect(bestTrialOf(found([trial(50, 5)], { percentile: "p99" }))).toBeNull();
  });

  it("says the rate, the bound, the percentiles that are earned, and how busy the worker was", () => {
    const figures = tasks.server.measurements(found([trial(50, 5), trial(80, 9)]));
    expect(figures).toMatchObject({
      "server.queriesPerSecond": { value: 50, unit: "queries/s", n: 100 },
      "server.boundMs": { value: 8, n: 3 },
      "server.p50Ms": { value: 5 },
      "server.p90Ms": { value: 5 },
      "server.lateShare": { value: 0 },
    });
    expect(figures["server.busyShare"]?.value).toBeCloseTo(500 / 1005, 9);
    expect(figures["server.p99Ms"]).toBeUndefined();
    expect(tasks.server.measurements(found([]))).toEqual({
      "server.boundMs": { value: 8, unit: "ms", n: 3, basis: "measured" },
    });
  });

  it("counts a query as late that began after it could have, not one that waited for another", () => {
    const times = { arrivalMs: [10, 12, 40], startMs: [10, 20, 43], endMs: [20, 30, 50], computeMs: [10, 10, 7] };
    expect(lateQueriesOf({ ratePerSecond: 1, planned: 3, ended: "whole", ...times })).toBe(1);
  });

  it("bounds the 90th percentile by 4 single predictions where nothing else is asked", () => {
    expect(tasks.server.settings.parse({})).toEqual({ percentile: "p90", timesSingle: 4 });
  });
});
