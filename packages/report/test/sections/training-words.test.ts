import { madeUpRun } from "@evenkeel/analysis/fixture";
import { expect, test } from "vitest";
import { trainingWords } from "../../src/sections/learning/training-words.ts";
import { workloadsOf } from "../../src/sections/provenance/view.ts";

const same = "Every backend starts from the same weights and sees the same batches in the same order.";
const augmentation = { flip: true, shiftPixels: 2, rotationDegrees: 5, scaling: 0.1 };

test("plain training is one sentence, also where an augmentation changes nothing", () => {
  expect(trainingWords(madeUpRun().run)).toEqual([same]);
  expect(trainingWords(madeUpRun({ augmentation: { flip: false, shiftPixels: 0 } }).run)).toEqual([same]);
});

test("augmentation is told with all its parts", () => {
  expect(trainingWords(madeUpRun({ augmentation }).run)).toEqual([
    `${same} The training images are augmented, drawn anew for each step and the same for every backend: mirrored left to ` +
      "right half of the time, moved by up to 2 px along each axis, turned by up to 5° either way and scaled by 0.9 to 1.1.",
  ]);
});

test("workloads that are augmented differently are named", () => {
  const { run } = madeUpRun({ models: ["a", "b", "c"] });
  const [a, b, c] = run.experiment.workloads;
  if (a === undefined || b === undefined || c === undefined) throw new Error("three models");
  const workloads = [{ ...a, augmentation: { flip: true } }, b, { ...c, augmentation: { flip: true } }];
  const changed = { ...run, experiment: { ...run.experiment, workloads } };
  expect(trainingWords(changed).join()).toContain("The training images of a and c are augmented");
  const infos = run.workloads.map((info, index) => ({ ...info, augmentation: index === 1 ? null : { flip: true } }));
  expect(workloadsOf({ ...run, workloads: infos }).rows.map(({ cells }) => cells[3]?.text)).toEqual([
    "mirrored left to right half of the time",
    "none",
    "mirrored left to right half of the time",
  ]);
});

test("cross-validation says what accuracies are of", () => {
  expect(trainingWords(madeUpRun({ rounds: 5, folds: 5 }).run)[1]).toMatch(
    /^Accuracies are of a stratified 5-fold cross-validation .* the test images stay untouched/,
  );
});
