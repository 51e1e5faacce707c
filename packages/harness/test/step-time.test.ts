import { readSamples } from "@evenkeel/run-folder";
import { median } from "@evenkeel/stats";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CellJob } from "../src/protocol/jobs.ts";
import { stepTime } from "../src/tasks/step-time.ts";
import { watchedTraining } from "../src/tasks/watched-calls.ts";
import { fakeBackend } from "./fixtures/fake-backend.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { spied, taskCell } from "./fixtures/task-cell.ts";

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

describe("step-time", () => {
  const readMachine = () => Promise.resolve({ threadRoundTripNs: null, matrixProductGflops: { value: 99, n: 3 } });
  const measure = async (workMs: number, changes: Partial<CellJob> = {}) => {
    const one = await taskCell(folder, "step-time", workMs, changes);
    const spy = spied(one.model);
    const outcome = await watchedTraining(one.context, spy.model, (model) =>
      stepTime(one.context, fakeBackend("fake"), model, readMachine),
    );
    const samples = await readSamples(folder, one.context.job.cell.id, "step-time");
    return { ...outcome, spy, samples, told: one.told };
  };

  it("times every batch size in calls that have warmed up and grown", async () => {
    const { measurements, limits, samples, spy, told } = await measure(10);
    expect(limits).toEqual([]);
    expect(samples?.batches.map(({ batchSize, calls }) => [batchSize, calls.length])).toEqual([
      [2, 50],
      [8, 50],
    ]);
    expect(samples?.batches[0]?.calls[0]).toMatchObject({ steps: 32, callMs: 10 });
    expect(new Set(spy.trained.map(({ labels }) => labels.length))).toEqual(new Set([2, 8]));
    const rates = samples?.batches.map(({ batchSize, calls }) => {
      const stepMs = median(calls.map(({ steps, callMs }) => callMs / steps));
      return (1000 * batchSize) / stepMs;
    });
    expect(measurements["stepTime.imagesPerSecond"]?.value).toBe(Math.max(...(rates ?? [])));
    expect(measurements["stepTime.matrixProductGflops"]).toMatchObject({ value: 99, n: 3 });
    expect(told.at(-1)).toEqual(["measuring", 1]);
  });

  it("keeps a slow backend's calls short, and says which figures warm-up is part of", async () => {
    const { limits, samples, spy } = await measure(25_000);
    expect(spy.steps).toEqual([1]);
    expect(samples?.batches.map(({ calls }) => calls.length)).toEqual([1]);
    expect(limits).toEqual([
      { work: "step-time", done: 0, planned: null, unit: "calls", seconds: 20, unitMs: 25_000, batchSize: 2 },
      { work: "step-time", done: 1, planned: 2, unit: "batch sizes", seconds: 20, unitMs: 25_000 },
    ]);
  });

  it("goes round where a batch is larger than the dataset", async () => {
    const { spy } = await measure(10, { settings: { batchSizes: [64] } });
    expect(spy.trained[0]?.labels).toHaveLength(64);
  });
});
