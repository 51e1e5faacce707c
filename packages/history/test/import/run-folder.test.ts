import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { columnsOf, sourceOf } from "@evenkeel/analysis";
import { failingGate, madeUpRun, writtenRun, type MadeUpOptions } from "@evenkeel/analysis/fixture";
import { type CellResult, type MeasurementName } from "@evenkeel/core";
import { writeIndex, writeManifest, type Run } from "@evenkeel/run-folder";
import { describe, expect, it } from "vitest";
import { nightOfRunFolder, UnfinishedRunError, type Night } from "../../src/index.ts";
import { seriesSourcesOf } from "../../src/series-sources.ts";

const base: MadeUpOptions = { models: ["lenet-5"], backends: ["onnx-cpu", "onnx-wasm"] };
type Settle = NonNullable<MadeUpOptions["settle"]>;
type Value = (cell: CellResult) => number;

/** The run with other values of a measurement where it has one. */
function valued(name: MeasurementName, valueIn: Value): Settle {
  return (_cell, result) => {
    const measured = result.state === "completed" ? result.measurements[name] : undefined;
    if (result.state !== "completed" || measured === undefined) return result;
    return { ...result, measurements: { ...result.measurements, [name]: { ...measured, value: valueIn(result) } } };
  };
}

async function closed(data: ReturnType<typeof madeUpRun>, change: (run: Run) => Run = (run) => run): Promise<string> {
  const folder = await writtenRun({ ...data, run: change(data.run) });
  await writeManifest(folder);
  return folder;
}

async function nightOf(options: MadeUpOptions, change?: (run: Run) => Run): Promise<Night> {
  const folder = await closed(madeUpRun({ ...base, ...options }), change);
  return nightOfRunFolder(folder, join(folder, ".."));
}

/** Points of a measurement on a backend, controls apart. */
function pointsOf({ points }: Night, measurement: MeasurementName, backend = "onnx-cpu", control = false) {
  return points
    .filter(({ series }) => series.measurement === measurement && series.backend === backend)
    .filter(({ series }) => series.control === control);
}

const quiet = { loadPerCore: 0, othersShare: 0, stolenShare: 0, throttledShare: 0, waitingShare: 0 };
const at = "2026-11-22T23:10:00.000Z";

/** As its rounds were recorded, those of these numbers disturbed. */
function disturbed(...numbers: number[]): (run: Run) => Run {
  return (run) => ({
    ...run,
    rounds: Array.from({ length: run.experiment.rounds }, (_, index) => ({
      round: index + 1,
      startedAt: at,
      finishedAt: at,
      machineLoad: quiet,
      longestPauseSeconds: 0,
      disturbed: numbers.includes(index + 1) ? { by: "others" as const, value: 0.3 } : null,
    })),
  });
}

describe("a finished run", () => {
  it("becomes a night of its machine", async () => {
    const night = await nightOf({});
    expect(night.run).toMatchObject({
      id: "2026-11-22T23-10-00-quick",
      at: Date.parse(at),
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
    const spec = (edit: (spec: Run["models"][number]["spec"]) => object) => (run: Run) => ({
      ...run,
      models: run.models.map((model) => ({ ...model, spec: { ...model.spec, ...edit(model.spec) } })),
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

describe("a run folder", () => {
  it("is the same run after its page was rendered again, and another where its results differ", async () => {
    const folder = await closed(madeUpRun(base));
    const before = await nightOfRunFolder(folder, folder);
    await writeIndex(folder, "<html>another edition</html>");
    await writeFile(join(folder, "README.md"), "a note");
    await writeManifest(folder);
    expect(await nightOfRunFolder(folder, folder)).toEqual(before);
    const cell = join(folder, "cells", "r1.latency.lenet-5.onnx-cpu.s1", "latency.json");
    await writeFile(cell, (await readFile(cell, "utf8")).replace("0.2", "0.3"));
    await writeManifest(folder);
    expect((await nightOfRunFolder(folder, folder)).run.resultsSha256).not.toBe(before.run.resultsSha256);
  });

  it.each(["running", "interrupted"] as const)("of a run that is %s brings nothing", async (state) => {
    const folder = await closed(madeUpRun({ ...base, state }));
    const error: unknown = await nightOfRunFolder(folder, folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnfinishedRunError);
    expect((error as Error).message).toMatch(
      /: the run has not ended; expected a finished run; got .*; go on with it by/,
    );
  });

  it("without a manifest, edited after it, or without a run is refused in one line", async () => {
    const folder = await writtenRun(madeUpRun(base));
    await expect(nightOfRunFolder(folder, folder)).rejects.toThrow(
      /manifest\.sha256: no manifest; expected the manifest/,
    );
    await writeManifest(folder);
    const file = join(folder, "run.json");
    await writeFile(file, (await readFile(file, "utf8")).replace("Made-up Processor 9000", "Made-up Processor 9001"));
    await expect(nightOfRunFolder(folder, folder)).rejects.toThrow(
      /run\.json: damaged; expected sha256 [0-9a-f]{64}; got/,
    );
    await expect(nightOfRunFolder(join(folder, "cells"), folder)).rejects.toThrow(
      /cells: not a run folder; expected a fo/,
    );
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
