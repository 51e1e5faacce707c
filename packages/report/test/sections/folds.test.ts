import { type MadeUpOptions, madeUpRun } from "@evenkeel/analysis/fixture";
import type { CellResult } from "@evenkeel/core";
import { expect, test } from "vitest";
import { comparisonOf, type RunData } from "@evenkeel/analysis";
import { headlineLines } from "../../src/sections/results/headline.ts";
import { comparisonView } from "../../src/sections/comparison/view.ts";
import { foldTableOf } from "../../src/sections/learning/fold-table.ts";

const backends = ["onnx-cpu", "onnx-wasm"];
const base = { backends, models: ["keras-mnist-cnn"], tasks: ["train", "evaluate"] } as const;

/** The accuracies of onnx-cpu round by round; those of onnx-wasm are a point lower. A round without any was not run. */
function accuracies(folds: number, ...values: readonly (number | null)[]) {
  const settle: MadeUpOptions["settle"] = (cell, result): CellResult | null => {
    const value = values[cell.round - 1] ?? null;
    if (value === null) return null;
    if (result.state !== "completed" || cell.task !== "evaluate") return result;
    const measurement = { value: value - (cell.backend === "onnx-cpu" ? 0 : 0.01), unit: "ratio", n: 100 } as const;
    return { ...result, measurements: { "evaluate.accuracy": { ...measurement, basis: "measured" } } };
  };
  return madeUpRun({ ...base, rounds: values.length, folds, settle });
}

const rowsOf = ({ run }: RunData) => foldTableOf(run)?.rows.map(({ cells }) => cells.map(({ text }) => text));
const viewOf = (data: RunData) => comparisonView(data, comparisonOf(data.run));
const accuracyOf = (data: RunData) => {
  const { columns, workloads } = viewOf(data);
  return workloads[0]?.rows[0]?.cells[columns.findIndex(({ title }) => title === "Held-out accuracy")];
};

test("accuracies are shown as mean and sample standard deviation over folds, each fold beside them", () => {
  const data = accuracies(3, 0.8, 0.9, 0.85);
  expect(rowsOf(data)).toEqual([
    ["onnx-cpu", "85.00", "5.00", "3 folds", "80.00", "90.00", "85.00"],
    ["onnx-wasm", "84.00", "5.00", "3 folds", "79.00", "89.00", "84.00"],
  ]);
  expect(accuracyOf(data)).toMatchObject({
    text: "85.00",
    best: false,
    tied: false,
    notes: ["± 5.00", "3 folds", "n 300"],
  });
  expect(headlineLines(data)).toContain(
    "Most accurate on held-out folds after 1 epoch, keras-mnist-cnn: onnx-cpu first, not claimed, " +
      "85.00% ± 5.00 over 3 folds, 1.00 percentage points above onnx-wasm (84.00%); " +
      "folds share their training images, so nothing is claimed",
  );
});

test("a second pass over the folds adds nothing to what a seed determines", () => {
  expect(rowsOf(accuracies(2, 0.8, 0.9, 0.82, 0.9))?.[0]).toEqual([
    "onnx-cpu",
    "85.00",
    "7.07",
    "2 folds",
    "80.00",
    "90.00",
  ]);
});

test("a mean over some of the folds is shown and does not rank", () => {
  const data = accuracies(3, 0.8, 0.9, null);
  expect(rowsOf(data)?.[0]).toEqual(["onnx-cpu", "85.00", "7.07", "2 of 3 folds", "80.00", "90.00", "none"]);
  expect(accuracyOf(data)).toMatchObject({ best: false, notes: ["± 7.07", "2 of 3 folds", "n 200"] });
  expect(headlineLines(data).join()).toContain(
    "Most accurate on held-out folds after 1 epoch, keras-mnist-cnn: no backend did the whole work",
  );
});

test("one fold has no deviation, and what was not run says so", () => {
  expect(rowsOf(accuracies(2, 0.8, null))?.[0]).toEqual(["onnx-cpu", "80.00", "none", "1 of 2 folds", "80.00", "none"]);
  expect(rowsOf(accuracies(2, null, null))?.[0]).toEqual(["onnx-cpu", "not run", "none", "no fold", "none", "none"]);
});

test("without cross-validation there are no folds", () => {
  expect(foldTableOf(madeUpRun().run)).toBeNull();
  expect(viewOf(madeUpRun()).columns.map(({ title }) => title)).toContain("Test accuracy");
});
