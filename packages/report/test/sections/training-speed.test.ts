import { madeUpRun, type MadeUpOptions } from "@evenkeel/analysis/fixture";
import { describe, expect, test } from "vitest";
import { resultsOf } from "../../src/sections/results/questions.ts";
import { trainingSpeedView } from "../../src/sections/training-speed/view.ts";
import { seriesOf } from "../../src/series.ts";

const stepTime = { batchSizes: [4, 32], threads: [1, 2], references: ["onnx-wasm", "tfjs-wasm"] };
const options: MadeUpOptions = { models: ["lenet-5"], tasks: ["step-time"], rounds: 3, stepTime };

describe("training speed", () => {
  test("results who is fastest, on each number of threads", () => {
    const of = (rounds: number) => resultsOf(madeUpRun({ ...options, rounds }))[0]?.results;
    expect(of(5)?.map(({ subject }) => subject)).toEqual([
      "onnx-cpu first, not claimed",
      "onnx-cpu first, not claimed",
    ]);
    expect(of(6)?.map(({ question, subject }) => [question, subject])).toEqual([
      ["Fastest training step, batch 32, 1 thread", "onnx-cpu"],
      ["Fastest training step, batch 32, 2 threads", "onnx-cpu"],
    ]);
  });

  test("shows a table for each model and number of threads, and a chart for each number of threads", () => {
    const data = madeUpRun(options);
    const section = trainingSpeedView(data, seriesOf(data.run));
    expect(section?.charts.map(({ id }) => id)).toEqual(["training-speed-1", "training-speed-2"]);
    expect(section?.tables.map(({ id }) => id)).toEqual(["step-time-lenet-5-1", "step-time-lenet-5-2"]);
    expect(section?.tables[0]?.columns.map(({ text }) => text)).toContain("÷ fastest reference");
  });

  test("is left out of runs without step times", () => {
    const data = madeUpRun({ models: ["lenet-5"] });
    expect(trainingSpeedView(data, seriesOf(data.run))).toBeNull();
  });

  test("without a reference among the backends there are times and no ratios", () => {
    const data = madeUpRun({ ...options, backends: ["onnx-cpu"] });
    const section = trainingSpeedView(data, seriesOf(data.run));
    expect(section?.charts).toEqual([]);
    expect(section?.tables[0]?.columns.map(({ text }) => text)).toEqual([
      "backend",
      "batch 4, ms",
      "batch 32, ms",
      "GFLOP/s at 32, of peak",
      "computing at 32",
      "n, steps",
      "round trip, ns",
    ]);
    expect(section?.words[0]).toContain("onnx-wasm and tfjs-wasm left no times here: no ratios are taken to them.");
  });
});
