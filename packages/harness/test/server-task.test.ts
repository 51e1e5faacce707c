import { readSamples } from "@evenkeel/run-folder";
import { holdsBound, latenciesOf, type ServerSamples, type ServerTrial } from "@evenkeel/tasks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { server } from "../src/tasks/server.ts";
import { watched } from "../src/tasks/watched-calls.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { taskCell } from "./fixtures/task-cell.ts";

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

/** What a backend whose every prediction takes so long leaves, on a clock that stands still otherwise. */
async function served(
  workMs: number,
  { settings = {}, round = 1, seconds = 60, hiccup = 0, slowFrom = Infinity } = {},
) {
  let calls = 0;
  const { context, clock, model } = await taskCell(
    folder,
    "server",
    0,
    { settings, budgetSeconds: seconds },
    {
      onWork: () => clock.advance(workMs * ((calls += 1) === hiccup ? 50 : calls >= slowFrom ? 10 : 1)),
    },
  );
  const own = { ...context, job: { ...context.job, cell: { ...context.job.cell, round } } };
  const outcome = await watched(own, model, (timed) => server(own, timed));
  const samples = (await readSamples(folder, own.job.cell.id, "server")) as ServerSamples;
  return { ...outcome, samples, tookMs: clock.nowMs() };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const waitsOf = ({ arrivalMs, startMs }: ServerTrial) => startMs.map((start, index) => start - (arrivalMs[index] ?? 0));

describe("server", () => {
  it("queues as theory says: in M/D/1 at half load the mean wait is half a service time", async () => {
    const means: number[] = [];
    for (let round = 1; round <= 40; round += 1) {
      const { samples } = await served(1, { round, seconds: 8 });
      const [first] = samples.trials as [ServerTrial];
      expect(first).toMatchObject({ ratePerSecond: 500, planned: 500, ended: "whole" });
      means.push(mean(waitsOf(first)));
    }
    // ρ / (2 (1 − ρ)) service times (Pollaczek–Khinchine); 40 × 500 queries: four standard errors of the rounds' mean.
    const middle = mean(means);
    const deviation = Math.sqrt(mean(means.map((one) => (one - middle) ** 2)));
    expect(Math.abs(middle - 0.5)).toBeLessThan((4 * deviation) / Math.sqrt(means.length));
    expect(deviation / Math.sqrt(means.length)).toBeLessThan(0.02);
  });

  it("finds a rate that holds beside one that does not, and says both", async () => {
    const { samples, measurements, limits } = await served(10);
    const { trials } = samples;
    const rate = measurements["server.queriesPerSecond"]?.value ?? 0;
    const over = trials.filter((one) => !holdsBound(one, samples)).map(({ ratePerSecond }) => ratePerSecond);
    expect(Math.min(...over) / rate).toBeLessThanOrEqual(1.05);
    expect(Math.min(...over)).toBeGreaterThan(rate);
    // M/D/1: at three quarters of the load the 90th percentile of latency is near 4 service times.
    expect(rate).toBeGreaterThan(60);
    expect(rate).toBeLessThan(95);
    expect(measurements["server.p90Ms"]?.value).toBeLessThanOrEqual(40);
    expect(measurements["server.boundMs"]?.value).toBe(40);
    expect(limits).toEqual([]);
  });

  it("lets arrivals wait for nothing: while one prediction takes long, the others queue from when they came", async () => {
    const { samples } = await served(1, { hiccup: 2000, seconds: 8 });
    const trial = samples.trials.find(({ startMs, endMs }) => endMs.some((end, at) => end - (startMs[at] ?? 0) > 40));
    const stalled = trial?.endMs.findIndex((end, at) => end - (trial.startMs[at] ?? 0) > 40) ?? -1;
    const during = trial?.arrivalMs.filter(
      (at) => at > (trial.startMs[stalled] ?? 0) && at < (trial.endMs[stalled] ?? 0),
    );
    expect(during?.length).toBeGreaterThan(5);
    const latencies = latenciesOf(trial as ServerTrial);
    expect(latencies[stalled + 1]).toBeGreaterThan(30);
  });

  it("serves a rate that fails to its end, and leaves alone a queue that only grows", async () => {
    const settings = { boundMs: 10.5, percentile: "p99" };
    const [failed] = (await served(10, { settings, seconds: 600 })).samples.trials as [ServerTrial];
    expect(failed).toMatchObject({ ended: "whole", planned: 662 });
    expect(failed.endMs).toHaveLength(662);
    // Predictions take ten times as long from then on.
    const [grown] = (await served(10, { settings, seconds: 600, slowFrom: 200 })).samples.trials as [ServerTrial];
    expect(grown.ended).toBe("over-bound");
    expect(grown.endMs.length).toBeLessThan(grown.planned);
  });

  it("begins no rate that the budget does not hold, and says how many it tried", async () => {
    const { limits, tookMs, samples, measurements } = await served(200, { seconds: 45 });
    expect(limits).toEqual([{ work: "server", done: 1, planned: null, unit: "rates", seconds: 45, unitMs: 200 }]);
    expect(samples.trials).toHaveLength(1);
    expect(measurements["server.queriesPerSecond"]?.value).toBe(2.5);
    expect(tookMs).toBeLessThanOrEqual(45_000);
  });
});
