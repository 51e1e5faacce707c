import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CellResult, MeasurementName, Measurements } from "@evenkeel/core";
import type { Experiment } from "@evenkeel/tasks";
import { decodeSafetensors } from "@evenkeel/models";
import { checkManifest, readBytes, readRun, readSamples, weightsFile } from "@evenkeel/run-folder";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ask, startRun, type RunOutcome, type RunProgress } from "../src/index.ts";
import { jobs, type Job } from "../src/protocol/jobs.ts";
import { experiment, seed, tinyDataset, tinyModel } from "./fixtures/experiment.ts";
import { grandchildFile, isAlive } from "./fixtures/grandchild.ts";
import { childModule, sharedOptions, temporaryFolder } from "./fixtures/options.ts";

let root: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  root = await temporaryFolder();
});
afterAll(() => root.remove());

function run(
  name: string,
  backends: readonly string[],
  changes: Partial<Experiment>,
  onProgress?: (event: RunProgress) => void,
  signal?: AbortSignal,
) {
  return startRun({
    ...sharedOptions(root.folder, backends),
    experiment: { ...experiment, ...changes },
    models: [tinyModel],
    runsFolder: join(root.folder, "runs"),
    out: join(root.folder, name),
    command: ["evenkeel", "run"],
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
}

describe("a run of a good backend", () => {
  let outcome: RunOutcome;
  const events: RunProgress[] = [];

  beforeAll(async () => {
    outcome = await run("good", ["good"], {}, (event) => events.push(event));
  }, 60_000);

  const cell = (id: string): CellResult => outcome.run.cells.find((candidate) => candidate.id === id) as CellResult;
  const measured = (id: string): Measurements => cell(id).measurements;
  const value = (id: string, name: MeasurementName) => measured(id)[name]?.value;

  it("completes every cell, and the folder says the same", async () => {
    const { folder, run: finished } = outcome;
    expect(finished.state).toBe("finished");
    expect(finished.cells.map(({ id, state }) => [id, state])).toEqual(
      finished.plan.map(({ id }) => [id, "completed"]),
    );
    expect(finished.cells.flatMap((result) => (result.state === "completed" ? result.limits : []))).toEqual([]);
    expect(await readRun(folder)).toEqual(finished);
    await checkManifest(folder);
    expect(await readFile(join(folder, "index.html"), "utf8")).toBe("<p>a report</p>");
  });

  it("trains: each loss kept, going down, and the weights it ends with", async () => {
    const samples = await readSamples(outcome.folder, "r1.train.tiny.good.s7", "train");
    expect(samples?.losses).toHaveLength(12);
    expect(samples?.epochs).toHaveLength(2);
    expect(samples?.calls.reduce((sum, call) => sum + call.images, 0)).toBe(2 * tinyDataset.train.count);
    expect(value("r1.train.tiny.good.s7", "train.finalLoss")).toBeLessThan(samples?.losses[0] ?? 0);
    expect(value("r1.train.tiny.good.s7", "train.testAccuracy")).toBe(samples?.epochs[1]?.testAccuracy);
    const file = weightsFile(outcome.folder, { workload: "tiny", seed, trainedBy: { backend: "good", round: 1 } });
    expect([...decodeSafetensors(await readBytes(file), file).keys()]).toEqual(["logits.kernel", "logits.bias"]);
  });

  it("evaluates the weights it trained on every test image", async () => {
    const samples = await readSamples(outcome.folder, "r1.evaluate.tiny.good.s7", "evaluate");
    expect(samples).toMatchObject({ weights: "trained", labels: [...tinyDataset.test.labels] });
    expect(samples?.rows).toHaveLength(10);
    expect(value("r1.evaluate.tiny.good.s7", "evaluate.accuracy")).toBe(
      value("r1.train.tiny.good.s7", "train.testAccuracy"),
    );
  });

  it("keeps raw samples of latency and throughput", async () => {
    const latency = await readSamples(outcome.folder, "r1.latency.tiny.good.s7", "latency");
    expect(latency?.callMs.length).toBeGreaterThanOrEqual(700);
    const names = Object.keys(cell("r1.latency.tiny.good.s7").measurements);
    expect(names).toEqual(expect.arrayContaining(["latency.p50Ms", "latency.p90Ms", "latency.p99Ms"]));
    const throughput = await readSamples(outcome.folder, "r1.throughput.tiny.good.s7", "throughput");
    expect(throughput?.batches.map(({ batchSize }) => batchSize)).toEqual([1, 4]);
    expect(value("r1.throughput.tiny.good.s7", "throughput.imagesPerSecond")).toBeGreaterThan(0);
  });

  it("measures loading and memory in every cell", () => {
    for (const result of outcome.run.cells) {
      const measurements: Measurements = result.measurements;
      const parts = (["load.importMs", "load.modelMs", "load.firstPredictionMs"] as const).map(
        (name) => measurements[name]?.value ?? 0,
      );
      expect(measurements["load.coldStartMs"]?.value).toBeCloseTo(parts.reduce((sum, part) => sum + part, 0));
      expect(measurements["memory.wasmBytes"]?.value).toBe(65_536);
      const [peak = 0, baseline = 0] = (["peak", "baseline"] as const).map(
        (name) => measurements[`memory.${name}RssBytes`]?.value,
      );
      expect(baseline).toBeGreaterThan(2 ** 24);
      expect(measurements["memory.aboveBaselineBytes"]?.value).toBe(Math.max(0, peak - baseline));
    }
  });

  it("tells what it does", () => {
    const settled = events.flatMap((event) =>
      event.kind === "settled" ? [`${event.index}/${event.of} ${event.cell.id}`] : [],
    );
    expect(settled).toEqual(outcome.run.plan.map(({ id }, index) => `${index + 1}/5 ${id}`));
    const phases = new Set(events.flatMap((event) => (event.kind === "working" ? [event.phase] : [])));
    expect([...phases]).toEqual(expect.arrayContaining(["preparing", "probing", "baseline", "loading"]));
  });
});

describe("backends that go wrong", () => {
  let outcome: RunOutcome;
  const ids = ["missing", "lacking", "driverless", "leaving"];

  beforeAll(async () => {
    outcome = await run("wrong", ids, { tasks: { latency: {} } });
  }, 60_000);

  const summary = (id: string) => {
    const found = outcome.run.cells.find((candidate) => candidate.id === id);
    return found === undefined || found.state === "completed"
      ? found?.state
      : `${found.state}: ${found.reason.code}: ${found.reason.message}`;
  };

  it.each([
    ["missing", "unavailable: not-installed: Cannot find package 'fake-library'"],
    ["lacking", "unavailable: unsupported-layer: lacking: has no dense layer"],
    ["leaving", "failed: crashed: the process exited with code 3: the library gave up"],
  ])("%s: each cell says so in one line", (id, expected) => {
    expect(summary(`r1.latency.tiny.${id}.s7`)).toBe(expected);
  });

  it("what to do about it reaches the run, and is said once", () => {
    const cell = outcome.run.cells.find(({ id }) => id === "r1.latency.tiny.driverless.s7");
    expect(cell).toMatchObject({
      state: "failed",
      reason: {
        code: "backend",
        message: "driverless: found no driver",
        remedy: "evenkeel setup driverless",
      },
    });
  });

  it("a crash costs one cell, and its log is kept", async () => {
    const log = await readFile(join(outcome.folder, "cells", "r1.latency.tiny.leaving.s7", "stderr.log"), "utf8");
    expect(log).toContain("the library gave up");
  });

  it("finishes, with a folder that reads the same", async () => {
    expect(outcome.run.state).toBe("finished");
    expect(await readRun(outcome.folder)).toEqual(outcome.run);
  });
});

describe("a process that takes too much memory", () => {
  it("is killed and reported with what was known", async () => {
    const { run: finished } = await run("greedy", ["greedy"], { tasks: { train: {} }, memoryBudgetMiB: 300 });
    expect(finished.cells).toMatchObject([
      { task: "gradients", state: "completed" },
      {
        state: "over-budget",
        reason: { code: "memory-budget", message: expect.stringContaining("300 MiB are allowed") as string },
        runtime: { library: "fake-library" },
        partialMeasurements: { "load.coldStartMs": { unit: "ms" } },
      },
    ]);
  });
});

describe("processes that a cell leaves behind", () => {
  const file = grandchildFile(process.pid);
  const told = () => vi.waitFor(async () => Number(await readFile(file, "utf8")), 30_000);
  const gone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), 10_000);

  afterEach(() => rm(file, { force: true }));

  it("end with a hanging cell when the run is interrupted", async () => {
    const controller = new AbortController();
    const running = run("hanging", ["hanging"], { tasks: { latency: {} } }, undefined, controller.signal);
    const pid = await told();
    expect(isAlive(pid)).toBe(true);
    controller.abort();
    expect((await running).run).toMatchObject({ state: "interrupted", cells: [] });
    await gone(pid);
  });

  it("end when the cell died, and do not hold the run up", async () => {
    const { run: finished } = await run("abandoning", ["abandoning"], { tasks: { latency: {} } });
    expect(finished.cells).toMatchObject([{ state: "failed", reason: { message: "the process exited with code 4" } }]);
    await gone(await told());
  });

  it("end by themselves when the parent is gone", async () => {
    const child = execa(process.execPath, [fileURLToPath(childModule)], { ipc: true, reject: false });
    await child.sendMessage({ kind: "probe", backend: "stuck" });
    child.nodeChildProcess.disconnect();
    expect((await child).exitCode).toBe(1);
  });
});

describe("a child process", () => {
  const options = { childModule, limits: { hardSeconds: 60 } };
  const asked = async (job: object) => {
    const outcome = await ask(jobs.probe, job as Job & { kind: "probe" }, options);
    return outcome.state === "replied" ? outcome.reply : outcome.reason;
  };

  it("replies to a job of its own", async () => {
    expect(await asked({ kind: "probe", backend: "good" })).toMatchObject({ state: "available" });
  });

  it.each([
    ["a job that it does not know", { kind: "exercises" }, 'unknown job "exercises"'],
    ["no job", {}, "unknown job undefined"],
    ["a job with a field too many", { kind: "probe", backend: "good", more: 1 }, 'not a job of kind "probe"'],
  ])("refuses %s", async (_, job, message) => {
    expect(await asked(job)).toMatchObject({ code: "unexpected", message: expect.stringContaining(message) as string });
  });
});
