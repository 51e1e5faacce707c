import { type MadeUpOptions, failingGate, madeUpRun } from "@evenkeel/analysis/fixture";
import { expect, test } from "vitest";
import { classViews } from "../../src/sections/classes/view.ts";

const models = ["keras-mnist-cnn"];
const summariesOf = (data: Parameters<typeof classViews>[0]) =>
  classViews(data).flatMap(({ reports }) => reports.map(({ backend, summary }) => [backend, summary]));

test("a report is of the first fold, with the limits of that one alone", () => {
  const settle: MadeUpOptions["settle"] = (cell, result) =>
    result.state === "completed" && cell.task === "evaluate"
      ? { ...result, limits: [{ work: "evaluate", done: cell.round, planned: 200, unit: "images", seconds: 12 }] }
      : result;
  const data = madeUpRun({ models, backends: ["onnx-cpu"], rounds: 3, folds: 3, settle });
  expect(summariesOf(data)).toEqual([
    [
      "onnx-cpu",
      expect.stringMatching(
        /, n 200 held-out images, fold 1, round 1, limited: evaluated 1 of 200 images \(budget 12 s\)$/,
      ),
    ],
  ]);
});

test("a backend whose training is not comparable has none", () => {
  const tasks = ["gradients", "train", "evaluate"] as const;
  const data = madeUpRun({ models, backends: ["onnx-cpu", "onnx-wasm"], tasks, seeds: [1, 2] });
  const failed = failingGate(data, "onnx-wasm");
  const cells = data.run.cells.map((cell, index) => (cell.seed === 2 ? (failed.run.cells[index] ?? cell) : cell));
  const mixed = { ...data, run: { ...data.run, cells } };
  expect(mixed.samples.predictions.has("r1.evaluate.keras-mnist-cnn.onnx-wasm.s1")).toBe(true);
  expect(summariesOf(mixed).map(([backend]) => backend)).toEqual(["onnx-cpu"]);
});

test("says why a class has no precision, recall or F1", () => {
  const data = madeUpRun({ models, backends: ["onnx-cpu"] });
  const [id, predictions] = [...data.samples.predictions][0] ?? [];
  if (id === undefined || predictions === undefined) throw new Error("no predictions");
  const rows = predictions.rows.map((row) => row.map((_, index) => Number(index === 0)));
  data.samples.predictions.set(id, { ...predictions, rows, predicted: rows.map(() => 0), labels: rows.map(() => 0) });
  const [first, second] = classViews(data)[0]?.reports[0]?.classes.rows ?? [];
  const texts = (row: typeof first) => row?.cells.map(({ text }) => text);
  expect(texts(first)).toEqual(["100.0%", "100.0%", "100.0%", "no other class", String(rows.length)]);
  expect(texts(second)).toEqual(["no predictions", "no images", "no predictions or images", "no images", "0"]);
});

test("shows of each class how far the backends' recalls lie apart, the widest gap first", () => {
  const [{ gaps } = { gaps: null }] = classViews(madeUpRun({ models: ["lenet-5"] }));
  const apart = gaps?.rows.map(({ cells }) => Number(cells[0]?.text)) ?? [];
  expect(apart).toHaveLength(10);
  expect(apart).toEqual(apart.toSorted((a, b) => b - a));
  expect(gaps?.columns.map(({ text }) => text)).toEqual(["class", "gap", "onnx-cpu", "onnx-wasm", "tfjs-wasm"]);
  expect(classViews(madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu"] }))[0]?.gaps).toBeNull();
});
