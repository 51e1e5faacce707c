import type { TrainableModel } from "@evenkeel/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveBatchOrders } from "../src/prepare/batch-order.ts";
import { performers } from "../src/tasks/performers.ts";
import type { TaskContext } from "../src/tasks/task.ts";
import { fakeBackend } from "./fixtures/fake-backend.ts";
import { seed, tinyDataset } from "./fixtures/experiment.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { spied, taskCell, trainedFor } from "./fixtures/task-cell.ts";

const perform = (context: TaskContext, model: TrainableModel) =>
  performers.train(context, { backend: fakeBackend("fake"), model, runChecks: () => Promise.resolve([]) });

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  await saveBatchOrders(folder, { trainCount: tinyDataset.train.count, epochs: 3, seed });
});
afterEach(() => remove());

describe("a training", () => {
  it("gives the backend the rate of each step where the recipe has a schedule, and else none", async () => {
    // Steps of 22 images, 4 each: 6 an epoch.
    const spec = trainedFor(2, { kind: "step", everyEpochs: 1, factor: 0.5 });
    const { context, model } = await taskCell(folder, "train", 10, { spec });
    const spy = spied(model);
    await perform(context, spy.model);
    const rates = spy.trained.map(({ learningRate }) => learningRate);
    expect(rates).toEqual([...Array<number>(6).fill(Math.fround(0.1)), ...Array<number>(6).fill(Math.fround(0.05))]);

    const constant = await taskCell(folder, "train", 10);
    const plain = spied(constant.model);
    await perform(constant.context, plain.model);
    expect(plain.trained.filter((batch) => "learningRate" in batch)).toEqual([]);
  });
});
