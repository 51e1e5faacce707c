import { join } from "node:path";
import { BackendError, type Backend } from "@evenkeel/core";
import { foldDataset, writeDecodedDataset } from "@evenkeel/data";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probe } from "../src/child/probe.ts";
import { Reporter } from "../src/child/reporter.ts";
import { runCell } from "../src/child/run-cell.ts";
import { saveBatchOrders } from "../src/prepare/batch-order.ts";
import { saveInitialWeights } from "../src/prepare/initial-weights.ts";
import type { CellStore } from "../src/store/cell-store.ts";
import type { CellJob } from "../src/protocol/jobs.ts";
import type { ProgressMessage } from "../src/protocol/messages.ts";
import { runFolderStore } from "../src/store/run-folder-store.ts";
import { readSamples } from "@evenkeel/run-folder";
import { seed, tinyCell, tinyDataset, tinyModel } from "./fixtures/experiment.ts";
import { fakeChecks } from "./fixtures/fake-checks.ts";
import { fakeBackend, fakeRuntime, type FakeBehaviour } from "./fixtures/fake-backend.ts";
import { FakeClock } from "./fixtures/fake-clock.ts";
import { memoryStore } from "./fixtures/memory-store.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { specModel, tinyWeights, trainedFor } from "./fixtures/task-cell.ts";

let root: Awaited<ReturnType<typeof temporaryFolder>>;
let datasetFolder: string;

beforeAll(async () => {
  root = await temporaryFolder();
  datasetFolder = join(root.folder, "dataset");
  await writeDecodedDataset(tinyDataset, datasetFolder);
  await saveInitialWeights(root.folder, { workload: "tiny", spec: tinyModel, seed });
  await saveBatchOrders(root.folder, { trainCount: tinyDataset.train.count, epochs: 1, seed });
});
afterAll(() => root.remove());

/**
 * Runs a cell of a fake backend in this process, on a clock that passes 400 ms in its import and 100 ms in each call
 * that predicts or trains.
 */
async function run(behaviour: FakeBehaviour = {}, changes: Partial<CellJob> = {}, store?: CellStore) {
  const clock = new FakeClock();
  const told: ProgressMessage[] = [];
  const reporter = new Reporter((message) => {
    told.push(message);
    return Promise.resolve();
  }, clock);
  const onWork = () => clock.advance(100);
  const loadBackend = (id: string): Promise<Backend> => {
    clock.advance(400);
    return Promise.resolve(fakeBackend(behaviour.id ?? id, { onWork, nowMs: () => clock.nowMs(), ...behaviour }));
  };
  const job: CellJob = {
    kind: "cell",
    runFolder: root.folder,
    cell: tinyCell("train", { backend: "fake" }),
    model: specModel(root.folder, trainedFor(1)),
    augmentation: null,
    threads: 1,
    budgetSeconds: 20,
    settings: {},
    datasetFolder,
    fold: null,
    probed: fakeRuntime,
    checkedIn: null,
    ...changes,
  };
  const environment = { loadBackend, runChecks: fakeChecks, store: store ?? runFolderStore(job), clock, reporter };
  return { told, message: await runCell(job, environment) };
}

describe("runCell", () => {
  it("measures the cold start apart from the task", async () => {
    const { measurements } = (await run()).message;
    expect(measurements).toMatchObject({
      "load.importMs": { value: 400 },
      "load.modelMs": { value: 0 },
      "load.firstPredictionMs": { value: 100 },
      "load.coldStartMs": { value: 500 },
      "train.steps": { value: 6 },
      "memory.wasmBytes": { value: 65_536 },
    });
    expect(measurements).not.toHaveProperty(["memory.deviceBytes"]);
  });

  it("reports what it knows on the way, at most once a second", async () => {
    const slow = await run();
    expect(slow.told).toHaveLength(1);
    expect(slow.told[0]).toMatchObject({
      phase: "loading",
      runtime: fakeRuntime,
      measurements: { "load.importMs": { value: 400 } },
    });
  });

  it("trains on all folds but one, and is tested on that one", async () => {
    const fold = { folds: 3, fold: 2, seed };
    const { train, test } = foldDataset(tinyDataset, fold);
    await saveBatchOrders(root.folder, { trainCount: train.count, epochs: 1, seed });
    const { message } = await run({}, { fold });
    expect(message.measurements["train.steps"]?.value).toBe(Math.ceil(train.count / 4));
    expect(message.measurements["train.testAccuracy"]?.n).toBe(test.count);
    const cell = tinyCell("evaluate", { backend: "fake", round: 2 });
    await run({}, { fold, cell });
    const samples = await readSamples(root.folder, cell.id, "evaluate");
    expect(samples?.labels).toEqual([...test.labels]);
    expect(samples?.rows).toHaveLength(test.count);
  });

  it("reads and writes through its store alone", async () => {
    const nowhere = { runFolder: "/nowhere", datasetFolder: "/nowhere" };
    const { store, samples, trained } = memoryStore(tinyDataset, tinyWeights, seed);
    const { measurements } = (await run({}, nowhere, store)).message;
    const filed = (await run()).message.measurements;
    expect(measurements["train.finalLoss"]).toEqual(filed["train.finalLoss"]);
    expect([...samples.keys()]).toEqual(["train"]);
    expect(trained).toHaveLength(1);
  });

  it.each<[string, FakeBehaviour, Partial<CellJob>, string]>([
    ["lacks a layer", { lacksLayers: true }, {}, "fake: has no dense layer"],
    ["cannot train", { trains: false }, {}, "fake: cannot train"],
    ["diverges", { loss: () => Number.NaN }, {}, "fake: the loss became NaN at step 1"],
    [
      "took other threads",
      { obtained: { threads: 2 } },
      {},
      "fake: ran on another number of threads than was asked for; expected 1; got 2",
    ],
    [
      "ran on another provider",
      { obtained: { provider: "else" } },
      {},
      "fake: ran on another provider than was asked for; expected plain; got else",
    ],
    [
      "says it runs on another device",
      { obtained: { provider: "cuda" } },
      { probed: { ...fakeRuntime, provider: "cuda" } },
      'fake: runs on another device than it says; expected cpu; got provider "cuda"',
    ],
    [
      "calls itself otherwise",
      { id: "other" },
      {},
      `fake: the catalogue's entry loads a backend of another name; expected "fake"; got "other"`,
    ],
    [
      "is of another version",
      { obtained: { version: "2.0.0" } },
      {},
      "fake: ran on another version than was asked for; expected 1.2.3; got 2.0.0",
    ],
  ])("refuses a backend that %s", async (_, behaviour, changes, message) => {
    await expect(run(behaviour, changes)).rejects.toThrow(message);
  });

  it("takes any number of threads where none was asked for", async () => {
    const { message } = await run({ obtained: { threads: 2 } }, { threads: null });
    expect(message.runtime.threads).toBe(2);
  });
});

describe("probe", () => {
  it("passes on what to do about a module that refuses to load", async () => {
    const refusing = () => Promise.reject(new BackendError("no driver", { where: "fake", remedy: "install it" }));
    expect(await probe("fake", refusing)).toEqual({
      state: "unavailable",
      reason: "broken",
      message: "fake: no driver",
      remedy: "install it",
    });
  });

  it("takes no backend of another name, and none on another device than it says", async () => {
    const other = await probe("fake", () => Promise.resolve(fakeBackend("other")));
    expect(other).toMatchObject({
      state: "unavailable",
      reason: "broken",
      message: expect.stringContaining('"other"'),
    });
    const cuda = { state: "available", runtime: { ...fakeRuntime, provider: "cuda" } } as const;
    const elsewhere = { ...fakeBackend("fake"), probe: () => Promise.resolve(cuda) };
    expect(await probe("fake", () => Promise.resolve(elsewhere))).toMatchObject({ reason: "broken" });
  });

  it("passes on what the backend says", async () => {
    const available = await probe("fake", () => Promise.resolve(fakeBackend("fake")));
    expect(available).toEqual({ state: "available", takesThreads: true, runtime: fakeRuntime });
  });

  it.each([
    ["ERR_MODULE_NOT_FOUND", "not-installed", "no", "npx -y pnpm@12 install"],
    [undefined, "broken", "no second line", "npx -y pnpm@12 install --force"],
  ])("of a module that fails with %s is %s", async (code, reason, message, remedy) => {
    const failing = () => Promise.reject(Object.assign(new Error("no\nsecond line"), { code }));
    expect(await probe("fake", failing)).toEqual({ state: "unavailable", reason, message, remedy });
  });

  it("keeps the remedy of an error that says one", async () => {
    const failing = () => Promise.reject(new BackendError("not ready", { where: "fake", remedy: "make it ready" }));
    expect(await probe("fake", failing)).toMatchObject({ message: "fake: not ready", remedy: "make it ready" });
  });
});
