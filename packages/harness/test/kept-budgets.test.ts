import { limitSchema, type TaskName } from "@evenkeel/core";
import { readSamples } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveBatchOrders } from "../src/prepare/batch-order.ts";
import { overhead } from "../src/tasks/overhead.ts";
import { performers } from "../src/tasks/performers.ts";
import { stepTime } from "../src/tasks/step-time.ts";
import { watchedTraining } from "../src/tasks/watched-calls.ts";
import { seed, tinyDataset } from "./fixtures/experiment.ts";
import { fakeBackend } from "./fixtures/fake-backend.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { taskCell } from "./fixtures/task-cell.ts";

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  await saveBatchOrders(folder, { trainCount: tinyDataset.train.count, epochs: 3, seed });
});
afterEach(() => remove());

/** What a task did of which each call of the backend takes so long, and how many calls it made in how many ms. */
async function measure(task: TaskName, { callMs, seconds }: { callMs: number; seconds: number }) {
  let calls = 0;
  const change = { budgetSeconds: seconds };
  const { context, clock, model } = await taskCell(folder, task, 0, change, {
    onWork: () => {
      calls += 1;
      clock.advance(callMs);
    },
  });
  const byHand = () => {
    calls += 1;
    clock.advance(callMs);
    return Promise.resolve();
  };
  const backend = { ...fakeBackend("fake"), slow: true } as const;
  const spared = () => Promise.resolve({ threadRoundTripNs: null, matrixProductGflops: null });
  const perform = () => {
    if (task === "overhead") {
      const hands = { predicting: () => byHand, training: () => byHand };
      return overhead(context, Object.assign(model, { byHand: () => Promise.resolve(hands) }));
    }
    if (task === "step-time") return watchedTraining(context, model, (own) => stepTime(context, backend, own, spared));
    return performers[task](context, { backend, model, runChecks: () => Promise.resolve([]) });
  };
  const { limits } = await perform();
  const samples = await readSamples(folder, context.job.cell.id, task);
  return { calls, tookMs: clock.nowMs(), limits, samples };
}

const timed = [
  "train",
  "evaluate",
  "latency",
  "throughput",
  "multi-stream",
  "server",
  "step-time",
  "overhead",
] as const;

describe.each(timed)("the budget of %s", (task) => {
  it("lets a backend whose single call takes longer make that call alone, keeps it, and says what it takes", async () => {
    const { calls, limits, samples } = await measure(task, { callMs: 12_000, seconds: 2 });
    // A pair of calls is what `overhead` measures; all test images are one call.
    expect(calls).toBe(task === "overhead" ? 2 : 1);
    expect(JSON.stringify(samples)).toContain("12000");
    if (task === "evaluate") return;
    expect(limits.length).toBeGreaterThan(0);
    for (const limit of limits) expect(limitSchema.parse(limit)).toMatchObject({ seconds: 2, unitMs: 12_000 });
  });

  it.each([1.4, 0.9, 0.7, 0.45, 0.3, 0.11])("is not exceeded by more than a call that takes %s s of 2 s", async (s) => {
    const { tookMs } = await measure(task, { callMs: 1000 * s, seconds: 2 });
    expect(tookMs).toBeLessThanOrEqual(2000 + 1000 * s * (task === "overhead" ? 2 : 1) + 1e-6);
  });
});

describe("an evaluation of many images", () => {
  it("ends before a call that would not end within the budget", async () => {
    const test = {
      count: 400,
      pixels: new Uint8Array(400 * 36).fill(1),
      labels: Int32Array.from({ length: 400 }, (_, index) => index % 3),
    };
    const { context, clock, model } = await taskCell(folder, "evaluate", 900, { budgetSeconds: 2 });
    const subject = { backend: fakeBackend("fake"), model, runChecks: () => Promise.resolve([]) };
    const { limits } = await performers.evaluate({ ...context, dataset: { ...tinyDataset, test } }, subject);
    expect(clock.nowMs()).toBe(1800);
    expect(limits).toEqual([{ work: "evaluate", done: 200, planned: 400, unit: "images", seconds: 2, unitMs: 9 }]);
  });
});
