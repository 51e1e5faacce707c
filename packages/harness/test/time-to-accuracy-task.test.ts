import { hostTensor } from "@evenkeel/core";
import { weightsFile, readBytes, readSamples } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveBatchOrders } from "../src/prepare/batch-order.ts";
import { timeToAccuracy } from "../src/tasks/time-to-accuracy.ts";
import { watchedTraining } from "../src/tasks/watched-calls.ts";
import { seed, tinyDataset } from "./fixtures/experiment.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { spied, taskCell, trainedFor } from "./fixtures/task-cell.ts";

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  await saveBatchOrders(folder, { trainCount: tinyDataset.train.count, epochs: 3, seed });
});
afterEach(() => remove());

/**
 * 22 images in batches of 4: six steps an epoch, and one call for ten test images, whose first class is predicted of
 * all: right for four. Each call takes `workMs`.
 */
async function perform(
  workMs: number,
  settings: Readonly<Record<string, number>>,
  changes: Parameters<typeof taskCell>[3] = {},
) {
  const cell = { settings: { ...settings }, ...changes };
  const { context, model } = await taskCell(folder, "time-to-accuracy", workMs, cell);
  const spy = spied(model);
  const firstClass = async (images: Parameters<typeof model.predict>[0]) => {
    const { value, computeMs } = await spy.model.predict(images);
    return { value: hostTensor(value.shape), computeMs };
  };
  const trained = { ...spy.model, predict: firstClass };
  const outcome = await watchedTraining(context, trained, (own) => timeToAccuracy(context, own));
  const samples = await readSamples(folder, context.job.cell.id, "time-to-accuracy");
  if (samples === null) throw new Error("no samples");
  return { ...outcome, samples, spy };
}

describe("time-to-accuracy", () => {
  it("trains until an evaluation is at the target, and no further", async () => {
    const { samples, measurements, limits, spy } = await perform(1000, { target: 0.4, mostEpochs: 50 });
    expect(samples.evaluations).toHaveLength(1);
    expect(samples.losses).toHaveLength(6);
    expect(spy.trained).toHaveLength(6);
    const { trainingSeconds, evaluationSeconds, accuracy } = samples.evaluations[0] ?? {};
    expect(trainingSeconds).toBe(6);
    expect(evaluationSeconds).toBe(1);
    expect(measurements).toMatchObject({
      "timeToAccuracy.reached": { value: 1 },
      "timeToAccuracy.epochs": { value: 1 },
      "timeToAccuracy.seconds": { value: trainingSeconds },
      "timeToAccuracy.bestAccuracy": { value: accuracy, n: 10 },
    });
    // What it would have gone on to do is not cut short.
    expect(limits).toEqual([]);
  });

  it("misses a target that no evaluation of all its epochs is at, which is no limit", async () => {
    const { samples, measurements, limits } = await perform(10, { target: 1, mostEpochs: 2 }, { spec: trainedFor(3) });
    expect(samples.evaluations.map(({ steps }) => steps)).toEqual([6, 12]);
    expect(measurements["timeToAccuracy.reached"]?.value).toBe(0);
    expect(measurements).not.toHaveProperty("timeToAccuracy.seconds");
    expect(limits).toEqual([]);
  });

  it("takes the workload's epochs where it is not told how many, and evaluates as often as it is told", async () => {
    const { samples } = await perform(10, { target: 1, evaluationsPerEpoch: 4 }, { spec: trainedFor(2) });
    expect(samples.mostEpochs).toBe(2);
    expect(samples.evaluations.map(({ steps }) => steps)).toEqual([2, 3, 5, 6, 8, 9, 11, 12]);
    const often = await perform(10, { target: 1, evaluationsPerEpoch: 100 }, { spec: trainedFor(1) });
    expect(often.samples.evaluations.map(({ steps }) => steps)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("says what its budget cut short, and then neither reached nor missed", async () => {
    const { measurements, limits, samples } = await perform(
      1000,
      { target: 1 },
      { budgetSeconds: 15, spec: trainedFor(9) },
    );
    expect(samples.evaluations.map(({ steps }) => steps)).toEqual([6, 12]);
    expect(measurements).not.toHaveProperty("timeToAccuracy.reached");
    const cut = { work: "time-to-accuracy", done: 12, planned: 54, unit: "steps", seconds: 15 };
    expect(limits).toEqual([{ ...cut, unitMs: expect.any(Number) as number }]);
  });

  it("says so, too, where only the last evaluation did not fit", async () => {
    const { measurements, limits } = await perform(1000, { target: 1 }, { budgetSeconds: 6, spec: trainedFor(1) });
    expect(measurements).toEqual({});
    expect(limits).toMatchObject([{ done: 0, planned: 6, unit: "steps" }]);
  });

  it("spreads a schedule over the epochs that it may take, and leaves no weights", async () => {
    const spec = trainedFor(3, { kind: "step", everyEpochs: 1, factor: 0.5 });
    const cosine = trainedFor(3, { kind: "cosine" });
    const { spy } = await perform(10, { target: 1, mostEpochs: 2 }, { spec });
    expect(new Set(spy.trained.map(({ learningRate }) => learningRate))).toEqual(
      new Set([Math.fround(0.1), Math.fround(0.05)]),
    );
    const half = await perform(10, { target: 1, mostEpochs: 2 }, { spec: cosine });
    expect(half.spy.trained[6]?.learningRate).toBe(Math.fround(0.05));
    const file = weightsFile(folder, { workload: "tiny", seed, trainedBy: { backend: "fake", round: 1 } });
    await expect(readBytes(file)).rejects.toThrow(/cannot be read/);
  });
});
