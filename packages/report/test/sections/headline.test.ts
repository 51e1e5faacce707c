import { type MadeUpOptions, failingGate, madeUpRun } from "@evenkeel/analysis/fixture";
import type { CellResult, MeasurementName } from "@evenkeel/core";
import { expect, test } from "vitest";
import { headlineLines } from "../../src/sections/results/headline.ts";
import { resultsOf } from "../../src/sections/results/questions.ts";
import { speed } from "../../src/sections/speed/view.ts";
import { seriesOf } from "../../src/series.ts";
import { chartThreadsSentence } from "../../src/words/threads.ts";

const models = ["keras-mnist-cnn"];
const backends = ["onnx-cpu", "onnx-wasm", "tfjs-cpu"];

function resultOf(id: string, options: MadeUpOptions) {
  const found = resultsOf(madeUpRun({ models, backends, ...options }))[0]?.results.find(
    (candidate) => candidate.id === id,
  );
  if (found === undefined) throw new Error(`no result ${id}`);
  return found;
}

/** A run in which a measurement of each backend has the given value. */
function having(name: MeasurementName, values: Readonly<Record<string, number>>): MadeUpOptions {
  return {
    settle: (cell, result): CellResult => {
      const measurement = result.state === "completed" ? result.measurements[name] : undefined;
      const value = values[cell.backend];
      if (result.state !== "completed" || measurement === undefined || value === undefined) return result;
      return { ...result, measurements: { ...result.measurements, [name]: { ...measurement, value } } };
    },
  };
}

test("the fastest to train leads with its rate, how many times the next it is, and what that rests on", () => {
  const rates = having("train.imagesPerSecond", { "onnx-cpu": 6012, "onnx-wasm": 1939, "tfjs-cpu": 3 });
  const found = resultOf("train-rate", { ...rates, rounds: 6 });
  expect(found).toMatchObject({ question: "Fastest to train", subject: "onnx-cpu", leads: true });
  expect(found.detail).toBe("6,012 images/s, 3.1\u00A0× onnx-wasm (1,939 images/s): 3.1\u00A0×, 6 rounds");
});

test("of fewer rounds than can decide, the first is named and nothing claimed", () => {
  const rates = having("train.imagesPerSecond", { "onnx-cpu": 6012, "onnx-wasm": 1939, "tfjs-cpu": 3 });
  const found = resultOf("train-rate", rates);
  expect(found).toMatchObject({ subject: "onnx-cpu first, not claimed", leads: false });
  expect(found.detail).toBe(
    "6,012 images/s, 3.1\u00A0× onnx-wasm (1,939 images/s); 1 round decides nothing, 6 rounds can",
  );
});

test("the lowest latency leads", () => {
  const times = having("latency.p50Ms", { "onnx-cpu": 2, "onnx-wasm": 0.5, "tfjs-cpu": 30 });
  const found = resultOf("p50", { ...times, rounds: 6 });
  expect(found.subject).toBe("onnx-wasm");
  expect(found.detail).toBe("0.500 ms median, onnx-cpu (2.00 ms) takes 4.0\u00A0× as long: 4.0\u00A0×, 6 rounds");
});

test("limited training leads in nothing", () => {
  const fastest = resultOf("train-rate", {
    ...having("train.imagesPerSecond", { "onnx-cpu": 1, "onnx-wasm": 2, "tfjs-cpu": 9000 }),
    threads: [1],
  });
  expect(fastest.subject).toBe("onnx-wasm first, not claimed");
  expect(fastest.detail).not.toContain("tfjs-cpu");
  const accuracy = resultOf(
    "accuracy",
    having("evaluate.accuracy", { "onnx-cpu": 0.7, "onnx-wasm": 0.81, "tfjs-cpu": 0.99 }),
  );
  expect(accuracy).toMatchObject({ question: "Most accurate after 1 epoch", leads: false });
  expect(accuracy.detail).not.toContain("tfjs-cpu");
  const memory = resultOf(
    "train-memory",
    having("memory.aboveBaselineBytes", { "onnx-cpu": 5e7, "onnx-wasm": 6e7, "tfjs-cpu": 1 }),
  );
  expect(memory).toMatchObject({ subject: "onnx-cpu first, not claimed", leads: false });
  expect(memory.detail).toBe(
    "47.7 MiB, onnx-wasm (57.2 MiB) takes 1.2\u00A0× as much; 1 round decides nothing, 6 rounds can",
  );
});

test("who fails the gradient gate is named first and leads in nothing", () => {
  const tasks = ["gradients", "train", "evaluate", "latency"] as const;
  const values = { "onnx-cpu": 1, "onnx-wasm": 9000 };
  const data = failingGate(
    madeUpRun({ models, backends: ["onnx-cpu", "onnx-wasm"], tasks, ...having("train.imagesPerSecond", values) }),
    "onnx-wasm",
  );
  const results = resultsOf(data)[0]?.results ?? [];
  expect(results.find(({ id }) => id === "train-rate")).toMatchObject({ subject: "onnx-cpu", leads: false });
  expect(results.find(({ id }) => id === "p50")?.detail).not.toContain("onnx-wasm");
  const lines = headlineLines(data);
  expect(lines[0]).toBe("onnx-wasm fails the gradient gate, 4 of 16 checks: its training is not compared.");
  expect(
    lines
      .filter((line) => /train|accurate|disagrees/i.test(line))
      .slice(1)
      .join(),
  ).not.toContain("onnx-wasm");
});

test("a backend that fails in one round is not compared in the others, and untrained weights have no accuracy", () => {
  const tasks = ["gradients", "train", "evaluate"] as const;
  const data = madeUpRun({ models, backends: ["onnx-cpu"], tasks, rounds: 2 });
  const failed = failingGate(data, "onnx-cpu");
  const cells = data.run.cells.map((cell, index) =>
    cell.task === "train" && cell.round === 2 ? (failed.run.cells[index] as CellResult) : cell,
  );
  const results = resultsOf({ ...data, run: { ...data.run, cells } })[0]?.results ?? [];
  expect(results.find(({ id }) => id === "train-rate")?.subject).toBe("no backend is comparable");
  expect(results.find(({ id }) => id === "accuracy")?.subject).toBe("no backend is comparable");
});

test("values that noise does not tell apart have no winner", () => {
  const found = resultOf("accuracy", having("evaluate.accuracy", { "onnx-cpu": 0.8, "onnx-wasm": 0.8 }));
  expect(found).toMatchObject({ subject: "onnx-cpu and onnx-wasm not told apart", leads: false });
  expect(found.detail).toBe(
    "80.00% and 80.00%: not distinguishable (−1.43 to 3.88 points, 200 images of seed 1); about 1,568 images would decide",
  );
  const rates = having("train.imagesPerSecond", { "onnx-cpu": 1000, "onnx-wasm": 990 });
  expect(resultOf("train-rate", { ...rates, rounds: 6 }).detail).toBe(
    "1,000 images/s and 990 images/s: equivalent within 3% (1.010\u00A0×, 6 rounds)",
  );
});

test("a single backend is measured but leads nobody", () => {
  const found = resultOf("train-rate", { backends: ["onnx-cpu"] });
  expect(found).toMatchObject({ subject: "onnx-cpu", leads: false });
  expect(found.detail).toMatch(/; the only one to compare$/);
});

test("nothing but limited work has no winner in accuracy", () => {
  expect(resultOf("accuracy", { backends: ["tfjs-cpu"] })).toMatchObject({
    subject: "no backend did the whole work",
    detail: "",
  });
});

test("whole work on other threads than asked for is not called cut short", () => {
  const settle: MadeUpOptions["settle"] = (_cell, result) =>
    result.state === "completed" ? { ...result, runtime: { ...result.runtime, threads: 1 } } : result;
  expect(resultOf("p50", { threads: [2], backends: ["onnx-cpu", "onnx-wasm"], settle })).toMatchObject({
    subject: "nothing comparable on the threads asked for",
    detail: "",
  });
});

test("evaluations without any training do not rank", () => {
  expect(resultOf("accuracy", { tasks: ["evaluate"] }).subject).toBe("no backend did the whole work");
});

test("a model of which nothing was measured has one line, whatever the gate proved", () => {
  const tasks = ["gradients", "train", "latency"] as const;
  const settle: MadeUpOptions["settle"] = (cell, result) => (cell.task === "gradients" ? result : null);
  const lines = headlineLines(madeUpRun({ models, backends, tasks, settle, state: "interrupted" }));
  expect(lines.slice(1)).toEqual([
    expect.stringMatching(/^Ranked at each backend's default threads/),
    "Results, keras-mnist-cnn: none, no measuring cell completed",
    "One run, 1 round: nothing is claimed. Times and memory take at least 6 rounds to be claimed (--rounds 6).",
  ]);
});

test("questions of tasks that the run does not have are not asked", () => {
  const asked = resultsOf(madeUpRun({ tasks: ["latency"] }))[0]?.results.map(({ id }) => id);
  expect(asked).toEqual(["p50", "predict-memory", "agreement"]);
});

test("the lines end by saying what is claimed of what was tested", () => {
  const lines = (rounds: number) => headlineLines(madeUpRun({ models, backends, rounds }));
  expect(lines(1).at(-1)).toMatch(/^One run, 1 round: of 1 comparison tested 0 are claimed.* at least 6 rounds/);
  expect(lines(6).at(-1)).toMatch(
    /^One run, 6 rounds: of \d+ comparisons tested \d+ are claimed, \d+ equivalent, \d+ not distinguishable; of what is claimed in a metric, 10% at most are expected to be false\.$/,
  );
  expect(lines(6).join("")).not.toContain("\u00A0");
});

test("the lines and the charts of speed name the thread count that they are of", () => {
  const data = madeUpRun({ models, backends, threads: [1, "default"] });
  expect(headlineLines(data)).toContainEqual(expect.stringMatching(/^Ranked at 1 thread each\./));
  const words = "Charts of 1 thread each; the comparison has the others.";
  expect(chartThreadsSentence(data.run)).toBe(words);
  expect(speed.view({ data, gates: null, series: seriesOf(data.run) })).toMatchObject({ threads: words });
  expect(chartThreadsSentence(madeUpRun({ models, backends }).run)).toBe("");
});
