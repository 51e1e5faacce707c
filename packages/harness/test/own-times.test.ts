import type { Model, TaskName } from "@evenkeel/core";
import { readSamples } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveBatchOrders } from "../src/prepare/batch-order.ts";
import { performers } from "../src/tasks/performers.ts";
import type { TaskContext } from "../src/tasks/task.ts";
import { seed, tinyDataset } from "./fixtures/experiment.ts";
import { fakeBackend } from "./fixtures/fake-backend.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { taskCell } from "./fixtures/task-cell.ts";

const perform = (task: TaskName) => (context: TaskContext, model: Model) =>
  performers[task](context, { backend: fakeBackend("fake"), model, runChecks: () => Promise.resolve([]) });

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  await saveBatchOrders(folder, { trainCount: tinyDataset.train.count, epochs: 3, seed });
});
afterEach(() => remove());

describe("a backend's own times", () => {
  const cases = (["train", "evaluate", "latency", "throughput"] as const).map((task) => [perform(task), task] as const);

  it.each(cases)("rank nothing: half of the truth changes no figure but its own share (%#)", async (work, task) => {
    const honest = await taskCell(folder, task, 10);
    const modest = await taskCell(folder, task, 10, {}, { claims: (ms) => ms / 2 });
    const truth = Object.entries((await work(honest.context, honest.model)).measurements);
    const { measurements } = await work(modest.context, modest.model);
    expect(measurements).toEqual(
      Object.fromEntries(
        truth.map(([id, measured]) => [id, id.endsWith(".computeShare") ? { ...measured, value: 0.5 } : measured]),
      ),
    );
  });

  it.each(cases)("fail a cell where they are implausibly short (%#)", async (work, task) => {
    const { context, model } = await taskCell(folder, task, 10, {}, { claims: () => 1e-6 });
    await expect(work(context, model)).rejects.toThrow(/fake: says that it computed for implausibly little/);
  });

  it.each(cases)("fail a cell where they are longer than the call, or none (%#)", async (work, task) => {
    for (const claims of [(ms: number) => 2 * ms, () => -1, () => Number.NaN]) {
      const { context, model } = await taskCell(folder, task, 10, {}, { claims });
      await expect(work(context, model)).rejects.toThrow(/fake: says that it computed for longer than its call took/);
    }
  });

  it("stand beside the harness's in the samples", async () => {
    const { context, model } = await taskCell(folder, "evaluate", 10, {}, { claims: (ms) => ms / 2 });
    await perform("evaluate")(context, model);
    const samples = await readSamples(folder, context.job.cell.id, "evaluate");
    expect(samples?.calls).toEqual([{ images: tinyDataset.test.count, callMs: 10, computeMs: 5 }]);
  });
});
