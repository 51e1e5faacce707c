import type { CellResult, Limit } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { flopsOf } from "../src/run-data.ts";
import { fastestStepsOf, trainingSpeedsOf } from "../src/training-speed.ts";
import { madeUpRun, type MadeUpOptions } from "./fixture/made-up-run.ts";

const stepTime = { batchSizes: [4, 32], threads: [1, 2], references: ["onnx-wasm", "tfjs-wasm"] };
const options: MadeUpOptions = { models: ["lenet-5"], tasks: ["step-time"], rounds: 3, stepTime };

/** Replaces a backend's step times at batch 32: one list of rounds. */
function withStepMs(backend: string, threads: number, roundsMs: readonly number[]) {
  const data = madeUpRun(options);
  for (const [index, ms] of roundsMs.entries()) {
    data.samples.stepTimes.set(`r${index + 1}.step-time.lenet-5.${backend}.t${threads}.s1`, {
      machine: { threadRoundTripNs: null, matrixProductGflops: null },
      batches: [{ batchSize: 32, calls: [{ steps: 10, callMs: 10 * ms, computeMs: 1e-6 }] }],
    });
  }
  return data;
}

describe("training speed", () => {
  test("takes ratios round by round, to the first reference and to the fastest of each round", () => {
    const data = withStepMs("onnx-cpu", 1, [2, 4, 9]);
    for (const [id, samples] of withStepMs("onnx-wasm", 1, [4, 16, 12]).samples.stepTimes) {
      if (id.includes("onnx-wasm.t1")) data.samples.stepTimes.set(id, samples);
    }
    for (const [id, samples] of withStepMs("tfjs-wasm", 1, [8, 5, 10]).samples.stepTimes) {
      if (id.includes("tfjs-wasm.t1")) data.samples.stepTimes.set(id, samples);
    }
    const [speed] = trainingSpeedsOf(data);
    const time = speed?.times.find(({ backend, batchSize }) => backend === "onnx-cpu" && batchSize === 32);
    expect(time?.ms).toMatchObject({ median: 4, min: 2, max: 9, n: 3 });
    expect(time?.toFirst).toMatchObject({ median: 0.5, min: 0.25, max: 0.75, n: 3 });
    expect(time?.toFastest).toMatchObject({ median: 0.8, min: 0.5, max: 0.9, n: 3 });
  });

  test("counts a step as three forward passes", () => {
    const data = withStepMs("onnx-cpu", 1, [2, 2, 2]);
    const flops = flopsOf(data.run.models[0]) ?? Number.NaN;
    const [speed] = trainingSpeedsOf(data);
    const time = speed?.times.find(({ backend, batchSize }) => backend === "onnx-cpu" && batchSize === 32);
    expect(time?.gflops).toBeCloseTo((3 * flops * 32) / 2e-3 / 1e9, 9);
  });

  test("gives a software adapter times, but no ratio and no first place", () => {
    const software = (cell: CellResult): CellResult =>
      cell.state === "completed" && cell.backend === "onnx-cpu"
        ? { ...cell, runtime: { ...cell.runtime, deviceName: "SwiftShader", adapter: "software" } }
        : cell;
    const data = madeUpRun({ ...options, settle: (_cell, result) => software(result) });
    const times = trainingSpeedsOf(data)[0]?.times.filter(({ backend }) => backend === "onnx-cpu") ?? [];
    expect(times.length).toBeGreaterThan(0);
    expect(times.every(({ toFirst, toFastest }) => toFirst === null && toFastest === null)).toBe(true);
    expect(fastestStepsOf(data, "lenet-5").map(({ best }) => best.backend)).not.toContain("onnx-cpu");
  });

  test("ranks on the threads where the gate holds, and where it was not asked, if it holds everywhere", () => {
    const failing = (asked: readonly number[]) =>
      madeUpRun({
        ...options,
        tasks: ["gradients", "step-time"],
        threads: asked,
        settle: (cell, result) =>
          cell.task === "gradients" &&
          cell.backend === "onnx-cpu" &&
          cell.variant.threads === 1 &&
          result.state === "completed"
            ? {
                ...result,
                measurements: { "gradients.failedChecks": { value: 1, unit: "checks", n: 9, basis: "measured" } },
              }
            : result,
      });
    const ranks = (asked: readonly number[]) =>
      trainingSpeedsOf(failing(asked)).map(({ threads, times }) => [
        threads,
        times.find(({ backend }) => backend === "onnx-cpu")?.ranks,
      ]);
    expect(ranks([1, 2])).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(ranks([1])).toEqual([
      [1, false],
      [2, false],
    ]);
  });

  test("gives no figure of a batch size that had no time but for its warm-up", () => {
    const limits: Limit[] = [{ work: "step-time", done: 0, planned: null, unit: "calls", seconds: 3, batchSize: 32 }];
    const data = madeUpRun({
      ...options,
      settle: (cell, result) =>
        result.state === "completed" && cell.backend === "onnx-cpu" && cell.round === 2
          ? { ...result, limits }
          : result,
    });
    const times = trainingSpeedsOf(data)[0]?.times.filter(({ backend }) => backend === "onnx-cpu") ?? [];
    expect(times.map(({ batchSize, ms }) => [batchSize, ms.n])).toEqual([
      [4, 3],
      [32, 2],
    ]);
  });

  test("knows who is fastest on each number of threads, at the batch size nearest to 32", () => {
    const fastest = fastestStepsOf(madeUpRun({ ...options, rounds: 6 }), "lenet-5");
    expect(fastest.map(({ threads, batchSize, best, leads }) => [threads, batchSize, best.backend, leads])).toEqual([
      [1, 32, "onnx-cpu", true],
      [2, 32, "onnx-cpu", true],
    ]);
    const [early] = fastestStepsOf(madeUpRun(options), "lenet-5");
    expect(early).toMatchObject({ untried: true, leads: false, claim: { metric: "step-time", batchSize: 32 } });
  });

  test("is nothing of runs without step times, and has no ratios without a reference", () => {
    expect(trainingSpeedsOf(madeUpRun({ models: ["lenet-5"] }))).toEqual([]);
    const [speed] = trainingSpeedsOf(madeUpRun({ ...options, backends: ["onnx-cpu"] }));
    expect(speed?.times.every(({ toFirst, toFastest }) => toFirst === null && toFastest === null)).toBe(true);
  });

  test("holds a step's GFLOP/s against the best product of any backend", () => {
    const [speed] = trainingSpeedsOf(madeUpRun(options));
    const time = speed?.times[0];
    expect(time?.shareOfPeak).toBeCloseTo((time?.gflops ?? 0) / (speed?.peakGflops ?? 1), 12);
  });
});

test("reads the references of a run that names them as runs did before", () => {
  const hasRatios = (settings: NonNullable<MadeUpOptions["stepTime"]>) =>
    trainingSpeedsOf(madeUpRun({ ...options, stepTime: settings }))[0]?.times.some(({ toFirst }) => toFirst !== null);
  expect(hasRatios({ batchSizes: [4], baselines: ["onnx-wasm"] })).toBe(true);
  expect(hasRatios({ batchSizes: [4] })).toBe(false);
});
