import { UsageError, type Experiment } from "@evenkeel/core";
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
  it("leaves an experiment as it is without flags, and proves what trains", () => {
    expect(applyFlags(experiment, {})).toEqual({ ...experiment, tasks: ["gradients", "train", "evaluate"] });
    const proved = { ...experiment, tasks: ["gradients" as const, "train" as const] };
    expect(applyFlags(proved, {})).toEqual(proved);
    expect(applyFlags(experiment, { task: ["latency"] }).tasks).toEqual(["latency"]);
  });

  it("makes a round of every fold, unless rounds are given", () => {
    expect(applyFlags(experiment, { folds: 5 })).toMatchObject({ crossValidationFolds: 5, rounds: 5 });
    expect(applyFlags(experiment, { folds: 5, rounds: 10 })).toMatchObject({ crossValidationFolds: 5, rounds: 10 });
  });

  it.each([
    [experiment, { folds: 5, rounds: 4 }, "expected 5, 10, … rounds for 5 folds; got 4"],
    [{ ...experiment, crossValidationFolds: 3 }, {}, "expected 3, 6, … rounds for 3 folds; got 1"],
    [{ ...experiment, crossValidationFolds: 3, rounds: 3 }, { rounds: 2 }, "got 2"],
  ])("refuses rounds that evaluate some folds more often than others", (from, flags, message) => {
    expect(() => applyFlags(from, flags)).toThrow(UsageError);
    expect(() => applyFlags(from, flags)).toThrow(message);
  });

  it("refuses a dataset that nobody knows before anything begins", () => {
    expect(applyFlags(experiment, { dataset: "folder:pictures" }).workloads[1]?.dataset).toBe("folder:pictures");
    expect(() => applyFlags(experiment, { dataset: "minst" })).toThrow(/--dataset: unknown dataset; .*got "minst"/);
  });

  it("gives every workload the augmentation that was asked for", () => {
    const { workloads } = applyFlags(experiment, { augment: { flip: true } });
    expect(workloads.map(({ augmentation }) => augmentation)).toEqual([{ flip: true }, { flip: true }]);
  });
});
