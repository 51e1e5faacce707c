import type { Experiment } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { applyFlags } from "../src/experiment-flags.ts";

const experiment: Experiment = {
  name: "made-up",
  title: "Made up",
  description: "for tests",
  backends: "all",
  workloads: [
    { model: "lenet-5", dataset: "mnist", epochs: 2, augmentation: { shiftPixels: 1 } },
    { model: "keras-mlp", dataset: "mnist", epochs: 3 },
  ],
  tasks: ["train", "evaluate"],
  rounds: 1,
  seed: 1,
  threads: null,
  budgetSeconds: 30,
  throughputBatchSizes: [1],
  memoryBudgetMiB: 4096,
};

describe("applyFlags", () => {
  it("leaves an experiment as it is without flags", () => {
    expect(applyFlags(experiment, {})).toEqual(experiment);
  });

  it("gives every workload the augmentation that was asked for", () => {
    const { workloads } = applyFlags(experiment, { augment: { flip: true } });
    expect(workloads.map(({ augmentation }) => augmentation)).toEqual([{ flip: true }, { flip: true }]);
  });
});
