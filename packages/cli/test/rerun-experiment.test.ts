import { seriesOf, type Series } from "@evenkeel/history";
import { experimentSchema } from "@evenkeel/tasks";
import { expect, it } from "vitest";
import { rerunExperiment } from "../src/history/rerun-experiment.ts";

const experiment = experimentSchema.parse({
  name: "nightly",
  title: "Nightly",
  description: "",
  backends: "all",
  workloads: [
    { id: "small", model: "lenet-5", dataset: "fashion-mnist-subset", epochs: 1 },
    { id: "large", model: "lenet-5", dataset: "fashion-mnist-subset", epochs: 9 },
  ],
  tasks: { train: {}, evaluate: {}, latency: {}, "step-time": { batchSizes: [8], threads: [1, 4] } },
  rounds: 8,
  aa: true,
  untilDecided: { maxRounds: 12 },
  seeds: [1, 2, 3],
  threads: [1, "default"],
  budgetSeconds: 5,
  memoryBudgetMiB: 2048,
});

const series = (task: Series["task"], measurement: Series["measurement"], threads = "1", workload = "large"): Series =>
  seriesOf(
    {
      fingerprint: "0123456789abcdef",
      backend: "onnx-cpu",
      workload,
      workloadKey: "0",
      task,
      measurement,
      threads,
      batchSize: null,
      precision: null,
      control: false,
    },
    { unit: "", better: "lower" },
  );

it("is the one workload, backend and task, once, on the threads of the series", () => {
  const found = rerunExperiment(experiment, series("latency", "latency.p50Ms", "default"));
  expect(found).toMatchObject({ backends: ["onnx-cpu"], threads: ["default"], rounds: 1, seeds: [1] });
  expect(found?.workloads.map(({ id, epochs }) => [id, epochs])).toEqual([["large", 9]]);
  expect(Object.keys(found?.tasks ?? {})).toEqual(["latency"]);
  expect(found).not.toHaveProperty("aa");
  expect(found).not.toHaveProperty("untilDecided");
});

it("of an accuracy has what it rests on, and every seed that it is the mean over", () => {
  const found = rerunExperiment(experiment, series("evaluate", "evaluate.accuracy"));
  expect(Object.keys(found?.tasks ?? {})).toEqual(["train", "evaluate"]);
  expect(found?.seeds).toEqual([1, 2, 3]);
});

it("has a round for each fold of a cross-validation, as fewer are no run", () => {
  const folded = { ...experiment, crossValidationFolds: 4 };
  expect(rerunExperiment(folded, series("evaluate", "evaluate.accuracy"))).toMatchObject({
    crossValidationFolds: 4,
    rounds: 4,
  });
});

it("has a task on its own thread counts at the series' one alone", () => {
  const found = rerunExperiment(experiment, series("step-time", "stepTime.imagesPerSecond", "4"));
  expect(found?.tasks["step-time"]).toMatchObject({ batchSizes: [8], threads: [4] });
});

it("is nothing where the experiment does not measure the series", () => {
  expect(rerunExperiment(experiment, series("throughput", "throughput.imagesPerSecond"))).toBeNull();
  expect(rerunExperiment(experiment, series("latency", "latency.p50Ms", "1", "gone"))).toBeNull();
});
