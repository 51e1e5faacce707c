import type { Model } from "@evenkeel/core";
import { readSamples } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { performers } from "../src/tasks/performers.ts";
import type { TaskContext } from "../src/tasks/task.ts";
import { fakeBackend } from "./fixtures/fake-backend.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { taskCell } from "./fixtures/task-cell.ts";

const throughput = (context: TaskContext, model: Model) =>
  performers.throughput(context, { backend: fakeBackend("fake"), model, runChecks: () => Promise.resolve([]) });

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

describe("throughput", () => {
  it("is the best median rate over the batch sizes", async () => {
    const { context, model } = await taskCell(folder, "throughput", 10);
    const { limits, measurements } = await throughput(context, model);
    expect(limits).toEqual([]);
    expect(measurements).toMatchObject({
      "throughput.imagesPerSecond": { value: 400, n: 200 },
      "throughput.bestBatchSize": { value: 4 },
    });
  });

  it("counts the only prediction of a slow backend, and says so", async () => {
    const { context, model } = await taskCell(folder, "throughput", 9000);
    const { limits } = await throughput(context, model);
    expect(limits).toEqual(
      [1, 4].map((batchSize) => ({
        work: "throughput",
        done: 0,
        planned: null,
        unit: "calls",
        seconds: 20,
        unitMs: 9000,
        batchSize,
      })),
    );
  });

  it("leaves out batch sizes that the budget does not reach", async () => {
    const { context, model } = await taskCell(folder, "throughput", 30_000);
    const { limits } = await throughput(context, model);
    expect(limits.at(-1)).toMatchObject({ done: 1, planned: 2, unit: "batch sizes", seconds: 20, unitMs: 30_000 });
    expect((await readSamples(folder, context.job.cell.id, "throughput"))?.batches).toHaveLength(1);
  });
});
