import { columnsOf, sourceOf } from "@evenkeel/analysis";
import { failingGate, madeUpRun, type MadeUpOptions } from "@evenkeel/analysis/fixture";
import { madeUpIdentity } from "@evenkeel/core/fixture";
import { specModels, type ModelSpec } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { describe, expect, it } from "vitest";
import { nightOfRunFolder } from "../../src/index.ts";
import { seriesSourcesOf } from "../../src/series-sources.ts";
import { base, closed, disturbed, nightOf, pointsOf, valued, type Settle } from "./nights.ts";

describe("a finished run", () => {
  it("becomes a night of its machine", async () => {
    const night = await nightOf({});
    expect(night.run).toMatchObject({
      id: "2026-11-22T23-10-00-quick",
      at: Date.parse("2026-11-22T23:10:00.000Z"),
      fingerprint: "0123456789abcdef",
      experiment: "quick",
      commit: "d17cb2cf3a1d27fd28e5b5c0ef8c4c5ac3f3b3aa",
      dirty: false,
      source: "evenkeel",
      quarantined: null,
    });
    expect(night.run.folder).toMatch(/^evenkeel-made-up-/);
    expect(night.run.resultsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(night.machine).toMatchObject({ fingerprint: "0123456789abcdef", cpu: "Made-up Processor 9000", cores: 2 });
    expect(night.versions).toEqual({
      execa: "10.2.1",
      node: "24.21.0",
      "onnxruntime-node": "1.30.0",
      "onnxruntime-web": "1.30.0",
      tinybench: "6.2.3",
    });
  });

  it("brings the median over the rounds that count, between the bounds of their middle half", async () => {
    const settle = valued("latency.p50Ms", ({ round }) => [0, 5, 1, 2, 3, 100][round] ?? 0);
    const [all] = pointsOf(await nightOf({ rounds: 5, settle }), "latency.p50Ms");
    expect(all?.point).toMatchObject({ value: 3, n: 5, low: 2, high: 5, quarantined: false });
    const [kept] = pointsOf(await nightOf({ rounds: 5, settle }, disturbed(5, 1)), "latency.p50Ms");
    expect(kept?.point).toMatchObject({ value: 2, n: 3, low: 1, high: 3, quarantined: false });
    const [one] = pointsOf(await nightOf({ rounds: 1, settle }), "latency.p50Ms");
    expect(one?.point).toMatchObject({ value: 5, n: 1, low: null, high: null });
  });

  it("keeps a value whose every round was disturbed, in quarantine", async () => {
    const settle = valued("latency.p50Ms", ({ round }) => round);
    const [point] = pointsOf(await nightOf({ rounds: 3, settle }, disturbed(1, 2, 3)), "latency.p50Ms");
    expect(point?.point).toMatchObject({ value: 2, n: 3, quarantined: true });
  });

  it("is quarantined with its times where its machine was not itself, and its accuracies are not", async () => {
    const night = await nightOf({ rounds: 3 }, (run) => ({
      ...run,
      referenceKernel: { version: 1, beforeMs: 10, afterMs: 14 },
    }));
    expect(night.run.quarantined).toMatch(/reference kernel/);
    const quarantined = night.points.filter(({ point }) => !point.quarantined).map(({ series }) => series.measurement);
    expect(new Set(quarantined)).toEqual(new Set(["evaluate.accuracy"]));
    expect((await nightOf({ rounds: 3 }, disturbed(1))).run.quarantined).toBeNull();
    expect((await nightOf({ rounds: 3 }, disturbed(1, 2))).run.quarantined).toMatch(/2 of (?:its )?3 rounds/);
  });

  it("tells its machine by what the fingerprint was made from, and by its name", async () => {
    const machine = { ...madeUpIdentity, gpus: ["NVIDIA H100"], gpuDriverMajor: 580, cudaMajor: 13 };
    const night = await nightOf({}, (run) => ({
      ...run,
      environment: { ...run.environment, machine, machineName: "lab-1" },
    }));
    expect(night.machine).toEqual({
      fingerprint: "0123456789abcdef",
      name: "lab-1",
      cpu: "AMD EPYC (AuthenticAMD family 25 model 1 stepping 1)",
      gpu: "NVIDIA H100",
      cores: 2,
      memoryGib: 24,
      isa: "x64 avx2 fma",
      platform: "linux",
      driver: "580, CUDA 13",
    });
  });

  it("brings of what a seed determines the mean over all seeds, once for each, disturbed or not", async () => {
    const settle = valued("evaluate.accuracy", ({ seed }) => [0, 0.8, 0.9, 0.94][seed] ?? 0);
    const [point] = pointsOf(await nightOf({ rounds: 2, seeds: [1, 2, 3], settle }, disturbed(1)), "evaluate.accuracy");
    expect(point?.point).toMatchObject({
      value: expect.closeTo(0.88, 12),
      n: 3,
      low: 0.8,
      high: 0.94,
      quarantined: false,
    });
  });

  it("brings no mean over a part of the seeds", async () => {
    const settle: Settle = (cell, result) =>
      cell.task === "evaluate" && cell.seed === 2 && cell.backend === "onnx-cpu" ? null : result;
    const night = await nightOf({ seeds: [1, 2], settle });
    expect(pointsOf(night, "evaluate.accuracy")).toEqual([]);
    expect(pointsOf(night, "evaluate.accuracy", "onnx-wasm")).toHaveLength(1);
  });

  it("has series of their own for controls, of times alone", async () => {
    const settle = valued("latency.p50Ms", ({ variant }) => (variant.control === true ? 2 : 1));
    const night = await nightOf({ rounds: 2, aa: true, settle });
    const [own, twin] = [false, true].map((control) => pointsOf(night, "latency.p50Ms", "onnx-cpu", control));
    expect([own?.map(({ point }) => point.value), twin?.map(({ point }) => point.value)]).toEqual([[1], [2]]);
    expect(own?.[0]?.series.id).not.toBe(twin?.[0]?.series.id);
    expect(pointsOf(night, "evaluate.accuracy", "onnx-cpu", true)).toEqual([]);
  });

  it("has a series for each thread count", async () => {
    const night = await nightOf({ threads: [2, "default"] });
    expect(pointsOf(night, "latency.p50Ms").map(({ series }) => series.threads)).toEqual(["2", "default"]);
    expect(pointsOf(night, "evaluate.accuracy").map(({ series }) => series.threads)).toEqual(["2"]);
  });

  it("brings no accuracy and no peak memory of work that was cut short, but its rates", async () => {
    const night = await nightOf({ backends: ["onnx-cpu", "tfjs-cpu"] });
    const measurements = night.points
      .filter(
        ({ series }) => series.backend === "tfjs-cpu" && series.task !== "latency" && series.task !== "throughput",
      )
      .map(({ series }) => series.measurement);
    expect(measurements).toContain("train.stepMs");
    expect(measurements).not.toContain("evaluate.accuracy");
    expect(measurements).not.toContain("memory.aboveBaselineBytes");
    expect(pointsOf(night, "evaluate.accuracy", "onnx-cpu")).toHaveLength(1);
  });

  it("brings nothing of what was found wrong, nor of its weights, and the rest", async () => {
    const folder = await closed(
      failingGate(madeUpRun({ ...base, rounds: 2, tasks: ["gradients", "train", "evaluate", "latency"] }), "onnx-wasm"),
    );
    const { points } = await nightOfRunFolder(folder, "/");
    const tasks = points.filter(({ series }) => series.backend === "onnx-wasm").map(({ series }) => series.task);
    expect(new Set(tasks)).toEqual(new Set(["latency"]));
  });

  it("begins new series where a workload does something else under its old id, and goes on where only words differ", async () => {
    const accuracy = async (options: MadeUpOptions, change?: (run: Run) => Run) =>
      (await nightOf(options, change)).points.find(({ series }) => series.measurement === "evaluate.accuracy")?.series
        .id;
    const first = await accuracy({});
    const spec = (edit: (spec: ModelSpec) => object) => (run: Run) => ({
      ...run,
      models: specModels(run.models).map((model) => ({ ...model, spec: { ...model.spec, ...edit(model.spec) } })),
    });
    expect(
      await accuracy(
        {},
        spec(() => ({ title: "Another title", origin: "elsewhere" })),
      ),
    ).toBe(first);
    expect(await accuracy({ rounds: 3 })).toBe(first);
    const edited = [
      await accuracy({ epochs: 2 }),
      await accuracy({ augmentation: { flip: true } }),
      await accuracy({ seeds: [1, 2] }),
      await accuracy(
        {},
        spec(({ recipe }) => ({ recipe: { ...recipe, batchSize: 64 } })),
      ),
      await accuracy({}, (run) => ({
        ...run,
        workloads: run.workloads.map((one) => ({ ...one, dataset: { ...one.dataset, sha256: "ef".repeat(32) } })),
      })),
    ];
    expect(new Set([first, ...edited]).size).toBe(6);
    const latency = async (options: MadeUpOptions) => pointsOf(await nightOf(options), "latency.p50Ms")[0]?.series.id;
    expect(await latency({ seeds: [1, 2] })).toBe(await latency({}));
  });

  it("follows every column of a report that has a better end, and no other of its columns", () => {
    const { run } = madeUpRun({ ...base, tasks: ["train", "evaluate", "latency", "throughput", "step-time"] });
    const sources = seriesSourcesOf(run);
    for (const column of columnsOf(run)) {
      const source = sourceOf(column, run);
      const found = sources.filter((one) => one.task === source?.task && one.measurement === source.measurement);
      const { better, comparableWhenLimited } = column;
      expect(found.map((one) => [one.better, !one.wholeWork])).toEqual(
        better === null ? [] : [[better, comparableWhenLimited]],
      );
    }
    expect(sources.map(({ measurement }) => measurement)).not.toContain("train.firstLoss");
    const keys = sources.map(({ task, measurement }) => `${task} ${measurement}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("the size of what a backend runs on", () => {
  it("is a series of its own, of no workload, where the run recorded it", async () => {
    const night = await nightOf({}, (run) => ({
      ...run,
      backends: run.backends.map((one) => (one.id === "onnx-cpu" ? { ...one, installedBytes: 123_456_789 } : one)),
    }));
    const sizes = night.points.filter(({ series }) => series.measurement === "install.sizeBytes");
    expect(sizes.map(({ series, point }) => [series.backend, series.task, series.unit, point.value, point.n])).toEqual([
      ["onnx-cpu", "install", "bytes", 123_456_789, 1],
    ]);
  });
});
