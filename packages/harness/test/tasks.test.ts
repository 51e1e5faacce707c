import { hostTensor, measurementCatalog, type Limit, type Model, type TaskName } from "@evenkeel/core";
import { decodeSafetensors } from "@evenkeel/models";
import { batchOrder } from "@evenkeel/data";
import { readBytes, readSamples, weightsFile, writeBytes } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saveBatchOrders } from "../src/prepare/batch-order.ts";
import { trainingBatch } from "../src/tasks/batches.ts";
import { performers } from "../src/tasks/performers.ts";
import type { TaskContext } from "../src/tasks/task.ts";
import { fakeBackend } from "./fixtures/fake-backend.ts";
import { seed, tinyCell, tinyDataset, tinyModel } from "./fixtures/experiment.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { spied, taskCell, trainedFor } from "./fixtures/task-cell.ts";

const perform = (task: TaskName) => (context: TaskContext, model: Model) =>
  performers[task](context, { backend: fakeBackend("fake"), model, runChecks: () => Promise.resolve([]) });
const [train, evaluate, latency] = (["train", "evaluate", "latency"] as const).map(perform) as [
  Perform,
  Perform,
  Perform,
];
type Perform = ReturnType<typeof perform>;

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  await saveBatchOrders(folder, { trainCount: tinyDataset.train.count, epochs: 3, seed });
});
afterEach(() => remove());

describe("train", () => {
  it("does every epoch in growing calls that do not cross an epoch's end", async () => {
    const { context, model, told } = await taskCell(folder, "train", 10);
    const spy = spied(model);
    const { limits, measurements } = await train(context, spy.model);
    expect(spy.steps).toEqual([1, 2, 3, 4, 2, 6]);
    expect(limits).toEqual([]);
    expect(measurements["train.steps"]?.value).toBe(18);
    expect(measurements["train.totalSeconds"]?.value).toBeCloseTo(0.06);
    expect(told.at(-1)).toEqual(["evaluating", 1]);
    const samples = await readSamples(folder, context.job.cell.id, "train");
    expect(samples?.epochs.map(({ seconds }) => seconds)).toEqual([0.03, 0.02, 0.01]);
    expect(samples?.calls.map(({ images }) => images)).toEqual([4, 8, 10, 16, 6, 22]);
  });

  it("ends an epoch whose rest fits the budget, though a whole call would not", async () => {
    // 70 ms are gone before the last call, whose 6 steps should take 30 ms and 8 would take 40.
    const { context, model } = await taskCell(folder, "train", 10, { budgetSeconds: 0.105 });
    const spy = spied(model);
    const { limits } = await train(context, spy.model);
    expect(spy.steps).toEqual([1, 2, 3, 4, 2, 6]);
    expect(limits).toEqual([]);
  });

  it("does one epoch for its times alone, and leaves neither accuracy nor weights", async () => {
    const cell = tinyCell("train", { backend: "fake", round: 2, timesOnly: true });
    const { context, model } = await taskCell(folder, "train", 10, { cell });
    const { limits, measurements } = await train(context, model);
    expect(limits).toEqual([]);
    expect(Object.keys(measurements)).toEqual([
      "train.imagesPerSecond",
      "train.stepMs",
      "train.computeShare",
      "train.epochSeconds",
    ]);
    const samples = await readSamples(folder, cell.id, "train");
    expect(samples).toMatchObject({ timesOnly: true, epochs: [{ testAccuracy: null }] });
    expect(samples?.losses).toHaveLength(6);
    const file = weightsFile(folder, { workload: "tiny", seed, trainedBy: { backend: "fake", round: 2 } });
    await expect(readBytes(file)).rejects.toThrow(/cannot be read/);
  });

  it("gives the backend augmented images where that is asked", async () => {
    const augmentation = { flip: true, shiftPixels: 2 };
    const { context, model } = await taskCell(folder, "train", 10, { augmentation, spec: trainedFor(1) });
    const spy = spied(model);
    await train(context, spy.model);
    const images = batchOrder(tinyDataset.train.count, seed, 1).subarray(4, 8);
    const second = { seed, step: 1, augmentation };
    expect(spy.trained[1]).toEqual(trainingBatch(tinyDataset, tinyModel, images, second));
  });

  it("does one step of a backend whose single step takes longer than the budget, and no more", async () => {
    const { context, model } = await taskCell(folder, "train", 45_000, { budgetSeconds: 30 });
    const spy = spied(model);
    const { limits } = await train(context, spy.model);
    expect(spy.steps).toEqual([1]);
    expect(limits).toEqual([{ work: "train", done: 1, planned: 18, unit: "steps", seconds: 30, unitMs: 45_000 }]);
  });

  it("stops a slow backend within its budget, step by step, with the weights it has", async () => {
    const { context, model } = await taskCell(folder, "train", 12_000, { budgetSeconds: 30 });
    const spy = spied(model);
    const { limits, measurements } = await train(context, spy.model);
    expect(spy.steps).toEqual([1, 1]);
    expect(limits).toEqual([{ work: "train", done: 2, planned: 18, unit: "steps", seconds: 30, unitMs: 12_000 }]);
    expect(measurements["train.testAccuracy"]).toBeUndefined();
    const file = weightsFile(folder, { workload: "tiny", seed, trainedBy: { backend: "fake", round: 1 } });
    expect(decodeSafetensors(await readBytes(file), file)).toEqual(await model.exportWeights());
  });

  it("leaves out an epoch's accuracy when the budget does not reach it", async () => {
    const { context, model } = await taskCell(folder, "train", 1000, { budgetSeconds: 6, spec: trainedFor(1) });
    const { limits } = await train(context, model);
    expect(limits).toEqual([]);
    const samples = await readSamples(folder, context.job.cell.id, "train");
    expect(samples?.epochs).toEqual([{ seconds: 6, testAccuracy: null }]);
  });

  it("does not count accuracy as training time", async () => {
    const { context, clock, model } = await taskCell(folder, "train", 100, { spec: trainedFor(1) });
    await train(context, model);
    expect(clock.nowMs()).toBe(700);
    const samples = await readSamples(folder, context.job.cell.id, "train");
    expect(samples?.epochs).toMatchObject([{ seconds: 0.6, testAccuracy: expect.any(Number) as number }]);
  });

  it("fails on a loss that is no number, and keeps those before", async () => {
    let calls = 0;
    const { context, model } = await taskCell(
      folder,
      "train",
      500,
      {},
      { loss: (loss) => (++calls > 2 ? Infinity : loss) },
    );
    await expect(train(context, model)).rejects.toThrow("fake: the loss became Infinity at step 3");
    expect((await readSamples(folder, context.job.cell.id, "train"))?.losses).toHaveLength(2);
  });

  it("gives the same losses for the same seed, however the calls fall", async () => {
    const quick = await taskCell(folder, "train", 1);
    const slow = await taskCell(folder, "train", 150);
    await train(quick.context, quick.model);
    const first = (await readSamples(folder, quick.context.job.cell.id, "train"))?.losses;
    await train(slow.context, slow.model);
    const second = await readSamples(folder, slow.context.job.cell.id, "train");
    expect(second?.calls).toHaveLength(18);
    expect(second?.losses).toEqual(first);
  });

  it("refuses an order that is no permutation", async () => {
    const { context, model } = await taskCell(folder, "train", 1);
    await writeBytes(`${folder}/order/s7.train-22.epoch-1.i32`, new Uint8Array(88));
    await expect(train(context, model)).rejects.toThrow(/epoch-1\.i32: not an order of the training images/);
  });
});

describe("evaluate", () => {
  it("stops at the budget and says how many images it saw", async () => {
    const many = { ...tinyDataset, test: repeated(250) };
    const { context, model } = await taskCell(folder, "evaluate", 4000, { budgetSeconds: 8 });
    const { limits, measurements } = await evaluate({ ...context, dataset: many }, model);
    expect(limits).toEqual([{ work: "evaluate", done: 200, planned: 250, unit: "images", seconds: 8, unitMs: 40 }]);
    expect(measurements["evaluate.accuracy"]).toMatchObject({ unit: "ratio", n: 200 });
  });

  it("repeats what is limited about its weights", async () => {
    const file = weightsFile(folder, { workload: "tiny", seed, trainedBy: null });
    const limits: Limit[] = [{ work: "train", done: 1, planned: 2, unit: "steps", seconds: 3 }];
    const { context, model } = await taskCell(folder, "evaluate", 1, {
      weights: { file, origin: "trained", sha256: null, trainedIn: null, limits },
    });
    expect((await evaluate(context, model)).limits).toEqual(limits);
    expect(await readSamples(folder, context.job.cell.id, "evaluate")).toMatchObject({ weights: "trained" });
  });

  it("fails where the weights predict otherwise than the training that left them measured", async () => {
    const training = await taskCell(folder, "train", 1);
    await train(training.context, training.model);
    const file = weightsFile(folder, { workload: "tiny", seed, trainedBy: { backend: "fake", round: 1 } });
    const trainedIn = training.context.job.cell.id;
    const weights = { file, origin: "trained", sha256: null, trainedIn, limits: [] as Limit[] } as const;
    const evaluating = await taskCell(folder, "evaluate", 1, { weights });
    const context = { ...evaluating.context, clock: training.context.clock };
    await expect(evaluate(context, training.model)).resolves.toMatchObject({ limits: [] });
    const turned: Model = {
      ...spied(training.model).model,
      predict: async (images) => {
        const { value, computeMs } = await training.model.predict(images);
        return {
          value: hostTensor(
            value.shape,
            value.data.map((logit) => -logit),
          ),
          computeMs,
        };
      },
    };
    await expect(evaluate(context, turned)).rejects.toThrow(
      /^fake: predicts the test images otherwise than the model that trained these weights did; expected \d+ of 10 right/,
    );
    expect((await readSamples(folder, context.job.cell.id, "evaluate"))?.rows).toHaveLength(10);
  });

  it.each([
    ["probabilities", [0.2, 0.3, 0.5], []],
    ["labels", [2], ["macroRocAuc", "expectedCalibrationError", "crossEntropy"]],
  ] as const)("keeps %s as what they are, and leaves out what they cannot tell", async (outputs, row, unknown) => {
    const { context, model } = await taskCell(folder, "evaluate", 1);
    const other: Model = {
      ...spied(model).model,
      outputs,
      predict: ({ shape: [count = 1] }) => {
        const data = Float32Array.from({ length: count * row.length }, (_, index) => row[index % row.length] ?? 0);
        return Promise.resolve({
          value: hostTensor(outputs === "labels" ? [count] : [count, 3], data),
          computeMs: 0.001,
        });
      },
    };
    const { measurements } = await evaluate(context, other);
    const samples = await readSamples(folder, context.job.cell.id, "evaluate");
    expect(samples).toMatchObject({ outputs });
    expect(samples?.rows[0]).toHaveLength(row.length);
    expect(measurements["evaluate.accuracy"]?.value).toBeCloseTo(0.3);
    const all = Object.keys(measurementCatalog).filter((name) => name.startsWith("evaluate."));
    const left = all.filter((name) => !Object.hasOwn(measurements, name));
    expect(left).toEqual(unknown.map((name) => `evaluate.${name}`));
  });

  it("fails on logits that are no numbers", async () => {
    const { context, model } = await taskCell(folder, "evaluate", 1);
    const broken: Model = {
      ...spied(model).model,
      predict: ({ shape }) => {
        const value = hostTensor([shape[0] ?? 1, 3]);
        value.data[1] = Number.NaN;
        return Promise.resolve({ value, computeMs: 0.001 });
      },
    };
    await expect(evaluate(context, broken)).rejects.toThrow("fake: gave outputs that are not finite numbers");
  });
});

describe("latency", () => {
  it("takes enough samples for p99, the images rotating", async () => {
    const { context, model } = await taskCell(folder, "latency", 2);
    const spy = spied(model);
    const { limits, measurements } = await latency(context, spy.model);
    expect(limits).toEqual([]);
    expect(measurements).toMatchObject({ "latency.p50Ms": { value: 2, n: 700 }, "latency.p99Ms": { value: 2 } });
    expect(spy.predicted[1]?.data).not.toEqual(spy.predicted[2]?.data);
  });

  it("keeps its samples in the order of time", async () => {
    const { context, clock, model } = await taskCell(folder, "latency", 0);
    let call = 0;
    const uneven: Model = {
      ...spied(model).model,
      predict: async (images) => {
        call += 1;
        const startMs = clock.nowMs();
        clock.advance(call % 3 === 0 ? 9 : 1 + (call % 2));
        const { value } = await model.predict(images);
        return { value, computeMs: clock.nowMs() - startMs };
      },
    };
    await latency(context, uneven);
    const samples = await readSamples(folder, context.job.cell.id, "latency");
    expect(samples?.order).toBe("time");
    const { callMs = [] } = samples ?? {};
    const late = callMs.flatMap((value, index) => (value === 9 ? [index] : []));
    expect(new Set(late.slice(1).map((index, position) => index - (late[position] ?? 0)))).toEqual(new Set([3]));
  });

  it("keeps a slow backend within its budget, and leaves unearned percentiles out", async () => {
    const { context, clock, model } = await taskCell(folder, "latency", 500);
    const { limits, measurements } = await latency(context, model);
    expect(clock.nowMs()).toBeLessThanOrEqual(20_000);
    const taken = measurements["latency.p50Ms"]?.n ?? 0;
    expect(limits).toEqual([{ work: "latency", done: taken, planned: 700, unit: "samples", seconds: 20, unitMs: 500 }]);
    expect(Object.keys(measurements)).toEqual(["latency.p50Ms", "latency.computeShare"]);
  });
});

function repeated(count: number) {
  const { pixels, labels } = tinyDataset.test;
  return {
    count,
    pixels: Uint8Array.from({ length: count * 36 }, (_, index) => pixels[index % pixels.length] ?? 0),
    labels: Int32Array.from({ length: count }, (_, index) => labels[index % labels.length] ?? 0),
  };
}
