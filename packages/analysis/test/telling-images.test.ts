import { expect, test } from "vitest";
import { tellingImagesOf } from "../src/telling-images.ts";
import { madeUpRun } from "./fixture/made-up-run.ts";

const workload = "lenet-5";
const backends = ["onnx-cpu", "onnx-wasm", "tfjs-wasm"];

test("images that whole trainings are divided over come first, then those that all get wrong, the surest first", () => {
  const data = madeUpRun({ models: [workload], backends });
  const found = tellingImagesOf(data, workload);
  const divided = found.filter(({ kind }) => kind === "disagreement");
  const wrong = found.filter(({ kind }) => kind === "error");
  expect(found).toEqual([...divided, ...wrong]);
  expect(divided.length).toBeGreaterThan(0);
  expect(wrong).toHaveLength(12);
  for (const { votes } of divided) expect(votes.length).toBeGreaterThan(1);
  for (const { votes, label } of wrong) {
    expect(votes).toHaveLength(1);
    expect(votes[0]?.predicted).not.toBe(label);
    expect(votes[0]?.backends).toEqual(backends);
  }
  const sure = wrong.map(({ votes }) => votes[0]?.probability ?? 0);
  expect(sure).toEqual(sure.toSorted((a, b) => b - a));
  expect(sure.every((probability) => probability > 0.1 && probability < 1)).toBe(true);
});

test("of trainings that a budget cut short, of folds and of several of labels alone nothing is told that is not known", () => {
  expect(tellingImagesOf(madeUpRun({ models: [workload], backends: ["tfjs-cpu"] }), workload)).toEqual([]);
  expect(tellingImagesOf(madeUpRun({ models: [workload], rounds: 2, folds: 2 }), workload)).toEqual([]);
});
