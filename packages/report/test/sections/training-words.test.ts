import { specModels } from "@evenkeel/core";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import { expect, test } from "vitest";
import { trainingWords } from "../../src/sections/learning/training-words.ts";
import { modelsOf } from "../../src/sections/provenance/models.ts";
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

test("a learning rate that changes is told, by the workload's schedule or else the model's", () => {
  const { run } = madeUpRun({ models: ["a", "b"] });
  const [a, b] = run.experiment.workloads;
  if (a === undefined || b === undefined) throw new Error("two models");
  const models = specModels(run.models).map((info) => {
    const schedule = { kind: "step", everyEpochs: 1, factor: 0.99 } as const;
    return info.spec.name === "b"
      ? { ...info, spec: { ...info.spec, recipe: { ...info.spec.recipe, schedule } } }
      : info;
  });
  const changed = (...workloads: readonly [typeof a, ...(typeof a)[]]) =>
    trainingWords({ ...run, models, experiment: { ...run.experiment, workloads: [...workloads] } })[0];
  const cosine = { ...a, schedule: { kind: "cosine", warmUpEpochs: 1 } } as const;
  expect(changed(a, { ...b, schedule: { kind: "constant" } })).toBe(same);
  expect(changed(cosine, b)).toBe(
    `${same} The learning rate of a changes, at each step the same number for every backend: along half a cosine to 0 over all ` +
      "epochs, after a linear warm-up over 1 epoch. The learning rate of b changes, at each step the same number for every " +
      "backend: times 0.99 after every epoch.",
  );
  expect(changed(b)).toContain("The learning rate changes,");
  expect(modelsOf({ ...run, models }).rows.map(({ cells }) => cells[5]?.text)).toEqual([
    expect.stringMatching(/^adam 0\.\d+, /),
    expect.stringMatching(/^adam 0\.\d+ \(times 0\.99 after every epoch\), /),
  ]);
});

test("cross-validation says what accuracies are of", () => {
  expect(trainingWords(madeUpRun({ rounds: 5, folds: 5 }).run)[1]).toMatch(
    /^Accuracies are of a stratified 5-fold cross-validation .* the test images stay untouched/,
  );
});
