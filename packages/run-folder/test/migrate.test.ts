import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRun } from "../src/index.ts";
import { limitOfVersion1 } from "../src/migrate/limit-1.ts";
import { cellIds, run, settled as settledCell, temporaryFolder } from "./fixtures.ts";

const at = "2026-11-22T10:00:00.000Z";
const spec = {
  name: "tiny",
  title: "Tiny",
  origin: "made for tests",
  input: { height: 2, width: 2, channels: 1 },
  classes: 2,
  layers: [
    { kind: "flatten", name: "flatten", inputs: ["input"] },
    { kind: "dense", name: "logits", inputs: ["flatten"], units: 2, bias: true },
  ],
  recipe: {
    loss: "cross-entropy",
    optimizer: { kind: "sgd", learningRate: 0.1, momentum: 0 },
    batchSize: 4,
    epochs: 3,
    initialization: "glorot-uniform",
  },
};
const dataset = {
  name: "dots",
  classNames: ["a", "b"],
  height: 2,
  width: 2,
  channels: 1,
  trainCount: 8,
  testCount: 4,
  sha256: "d",
  adaptation: null,
  licence: "none",
};
const runtime = {
  library: "fake",
  version: "1",
  provider: "webgpu",
  threads: 1,
  simd: null,
  deviceName: "SwiftShader (software adapter)",
};
const planned = { backend: "a", model: "tiny", dataset: "dots", round: 1 };
const train = { id: "r1.train.tiny.a", ...planned, task: "train" };
const stepTime = { id: "r1.step-time.tiny.a.t2", ...planned, task: "step-time", threads: 2 };
const settled = {
  ...train,
  device: "webgpu",
  startedAt: at,
  wallSeconds: 1,
  state: "completed",
  runtime,
  measurements: {
    "load.firstAnswerMs": { value: 3, unit: "ms", n: 1, basis: "measured" },
    "memory.peakRssBytes": { value: 9, unit: "bytes", n: 1, basis: "provider_reported" },
  },
  limits: ["trained 3 of 6 steps (budget 1.5 s)"],
};

/** What schema 1 wrote. */
const version1 = {
  ...run,
  schemaVersion: 1,
  experiment: {
    name: "tiny",
    title: "Tiny",
    description: "",
    backends: "all",
    workloads: [{ model: "tiny", dataset: "dots", epochs: "recipe" }],
    tasks: ["train", "throughput", "step-time"],
    rounds: 1,
    seed: 7,
    threads: null,
    budgetSeconds: 1.5,
    throughputBatchSizes: [1, 4],
    stepTime: { batchSizes: [4], threads: [2], baselines: ["b"] },
    memoryBudgetMiB: 100,
  },
  models: [{ spec, parameters: 10, flopsPerSample: 20, initialWeightsSha256: "w" }],
  workloads: undefined,
  datasets: { tiny: dataset },
  backends: [{ id: "a", title: "A", device: "webgpu", runtime, reason: null }],
  plan: [train, stepTime],
  cells: [],
};

async function folderOf(value: object, journal = ""): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "run.json"), JSON.stringify(value));
  await writeFile(join(folder, "journal.jsonl"), journal);
  return folder;
}

describe("a run of schema 1", () => {
  it("reads as one of this schema, its journal too", async () => {
    const read = await readRun(await folderOf(version1, `${JSON.stringify(settled)}\n`));
    expect(read.experiment).toEqual({
      name: "tiny",
      title: "Tiny",
      description: "",
      backends: "all",
      workloads: [{ id: "tiny", model: "tiny", dataset: "dots", epochs: "recipe" }],
      tasks: {
        train: {},
        throughput: { batchSizes: [1, 4] },
        "step-time": { batchSizes: [4], threads: [2], baselines: ["b"] },
      },
      rounds: 1,
      seeds: [7],
      threads: ["default"],
      budgetSeconds: 1.5,
      memoryBudgetMiB: 100,
    });
    expect(read.workloads).toEqual([
      { id: "tiny", model: "tiny", dataset, epochs: 3, augmentation: null, initialWeights: { 7: "w" } },
    ]);
    expect(read.plan).toEqual([
      { ...train, workload: "tiny", variant: {}, seed: 7 },
      { id: stepTime.id, ...planned, task: "step-time", workload: "tiny", variant: { threads: 2 }, seed: 7 },
    ]);
    expect(read.cells).toMatchObject([
      {
        id: train.id,
        seed: 7,
        runtime: { deviceName: "SwiftShader", adapter: "software" },
        measurements: {
          "load.firstPredictionMs": { value: 3, basis: "measured" },
          "memory.peakRssBytes": { basis: "provider-reported" },
        },
        limits: [{ work: "train", done: 3, planned: 6, unit: "steps", seconds: 1.5 }],
      },
    ]);
  });

  it("is named damaged where it is no such run", async () => {
    await expect(readRun(await folderOf({ ...version1, plan: 3 }))).rejects.toThrow(/run\.json: damaged; .*plan/);
    const wordy = { ...settled, limits: ["it rained"] };
    await expect(readRun(await folderOf({ ...version1, cells: [wordy] }))).rejects.toThrow(/it rained/);
  });
});

describe("a run of schema 2", () => {
  const [first] = run.plan;
  const own = { ...first, id: "r1.step-time.tiny.a.t4.s1", task: "step-time", variant: { threads: 4 } };
  const result = settledCell(cellIds[0]);
  const version2 = (threads: number | null | string, cells: readonly object[] = []) => ({
    ...run,
    schemaVersion: 2,
    experiment: { ...run.experiment, threads },
    plan: [first, own],
    cells,
  });
  const variantsOf = (cells: readonly { readonly variant: object }[]) => cells.map(({ variant }) => variant);

  it("ran on each backend's default where it named no threads", async () => {
    const read = await readRun(await folderOf(version2(null), `${JSON.stringify(result)}\n`));
    expect(read.experiment.threads).toEqual(["default"]);
    expect(variantsOf(read.plan)).toEqual([{}, { threads: 4 }]);
    expect(variantsOf(read.cells)).toEqual([{}]);
  });

  it("ran on its threads where a cell named none of its own, in plan, cells and journal", async () => {
    const read = await readRun(await folderOf(version2(2, [result])));
    expect(read.experiment.threads).toEqual([2]);
    expect(variantsOf(read.plan)).toEqual([{ threads: 2 }, { threads: 4 }]);
    expect(variantsOf(read.cells)).toEqual([{ threads: 2 }]);
    const killed = await readRun(await folderOf(version2(2), `${JSON.stringify(result)}\n`));
    expect(variantsOf(killed.cells)).toEqual([{ threads: 2 }]);
  });

  it("counted the calls of a training, and says so from then on", async () => {
    const rate = { value: 600, unit: "images/s", n: 12, basis: "measured" };
    const accuracy = { value: 0.5, unit: "ratio", n: 10, basis: "measured" };
    const measurements = { "train.imagesPerSecond": rate, "train.testAccuracy": accuracy };
    const cell = { ...result, measurements };
    const counted = { "train.imagesPerSecond": { ...rate, counts: "calls" }, "train.testAccuracy": accuracy };
    for (const folder of [
      await folderOf(version2(2, [cell])),
      await folderOf(version2(2), `${JSON.stringify(cell)}\n`),
    ]) {
      const [read] = (await readRun(folder)).cells;
      expect(read?.state === "completed" ? read.measurements : null).toEqual(counted);
    }
    const now = await readRun(await folderOf({ ...run, cells: [cell] }));
    expect(now.cells[0]).toMatchObject({ measurements });
    expect(JSON.stringify(now)).not.toContain('"calls"');
  });

  it("is named damaged where its threads are none", async () => {
    await expect(readRun(await folderOf(version2("two")))).rejects.toThrow(/run\.json: damaged; .*threads/);
  });
});

describe("limitOfVersion1", () => {
  it.each([
    ["evaluated 1300 of 2000 images (budget 90 s)", "evaluate", { work: "evaluate", done: 1300, unit: "images" }],
    ["weights of limited training: trained 1 of 9 steps (budget 2 s)", "evaluate", { work: "train", done: 1 }],
    ["untrained: a left no trained weights in round 1", "evaluate", { work: "train", done: 0, planned: null }],
    ["batch 128: one call, warm-up included (budget 1.5 s)", "step-time", { work: "step-time", batchSize: 128 }],
    ["batch 32: one answer, warm-up included (budget 3 s)", "throughput", { work: "throughput", seconds: 3 }],
    ["measured 1 of 3 batch sizes (budget 3 s)", "throughput", { planned: 3, unit: "batch sizes" }],
  ] as const)("understands %j", (text, task, limit) => {
    expect(limitOfVersion1(text, task)).toMatchObject(limit);
  });
});
