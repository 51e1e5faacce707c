import { resolve } from "node:path";
import { UsageError } from "@evenkeel/core";
import type { Experiment } from "@evenkeel/tasks";
import { describe, expect, it } from "vitest";
import { applyFlags, changesBy } from "../src/experiment-flags.ts";

const experiment: Experiment = {
  name: "made-up",
  title: "Made up",
  description: "for tests",
  backends: "all",
  workloads: [
    { id: "shifted", model: "lenet-5", dataset: "mnist", epochs: 2, augmentation: { shiftPixels: 1 } },
    { id: "keras-mlp", model: "keras-mlp", dataset: "mnist", epochs: 3 },
  ],
  tasks: {
    train: {},
    throughput: { batchSizes: [7] },
    "step-time": { batchSizes: [7], threads: [1, 2] },
  },
  rounds: 1,
  seeds: [1, 2],
  threads: ["default"],
  budgetSeconds: 30,
  memoryBudgetMiB: 4096,
};
const lenet = { model: "lenet-5", dataset: "mnist", epochs: 2 };

describe("applyFlags", () => {
  it("leaves an experiment as it is without flags", () => {
    expect(applyFlags(experiment, {})).toEqual(experiment);
  });

  it("takes what is named, and gives no two workloads one id", () => {
    const named = { backend: ["onnx-cpu"], model: ["lenet-5"], seeds: [3] };
    const { backends, workloads, seeds } = applyFlags(experiment, named);
    expect([backends, workloads.map(({ id }) => id), seeds]).toEqual([["onnx-cpu"], ["shifted"], [3]]);
    const taken: Experiment = { ...experiment, workloads: [{ ...lenet, id: "resnet-8" }] };
    expect(() => applyFlags(taken, { model: ["lenet-5", "resnet-8"] })).toThrow(/two workloads would have one id/);
  });

  it("takes the tasks that are asked for, with the experiment's settings or else with their defaults", () => {
    expect(applyFlags(experiment, { task: ["throughput", "latency"] }).tasks).toEqual({
      throughput: { batchSizes: [7] },
      latency: {},
    });
    const without: Experiment = { ...experiment, tasks: { train: {} } };
    expect(applyFlags(without, { task: ["throughput"] }).tasks).toEqual({ throughput: { batchSizes: [1, 32, 128] } });
    expect(() => applyFlags(experiment, { task: ["trian"] })).toThrow(/--task: unknown task; .*got "trian"/);
  });

  it("takes the threads that are asked for as the only ones of every task", () => {
    const { tasks, threads } = applyFlags(experiment, { threads: [4, "default"] });
    expect(threads).toEqual([4, "default"]);
    expect(tasks).toEqual({
      ...experiment.tasks,
      "step-time": { batchSizes: [7], threads: [4, "default"] },
    });
  });

  it("takes every workload of a model, and gives one that is new the id of its model", () => {
    const twice = { ...experiment, workloads: ["plain", "shifted"].map((id) => ({ id, ...lenet })) };
    expect(applyFlags(twice, { model: ["lenet-5"] }).workloads).toEqual(twice.workloads);
    expect(applyFlags(experiment, { model: ["resnet-8"] }).workloads).toEqual([
      { ...experiment.workloads[0], id: "resnet-8", model: "resnet-8" },
    ]);
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

  it("goes on until it is decided where that is asked, for 24 rounds or twice as many as asked for", () => {
    const most = (flags: Parameters<typeof applyFlags>[1], from = experiment) => applyFlags(from, flags).untilDecided;
    expect(applyFlags(experiment, {})).not.toHaveProperty("untilDecided");
    expect(most({ untilDecided: true })).toEqual({ maxRounds: 24 });
    expect(most({ untilDecided: true, rounds: 20 })).toEqual({ maxRounds: 40 });
    expect(most({ untilDecided: true, maxRounds: 9 })).toEqual({ maxRounds: 9 });
    const own: Experiment = { ...experiment, untilDecided: { maxRounds: 12 } };
    expect([most({}, own), most({ maxRounds: 9 }, own)]).toEqual([{ maxRounds: 12 }, { maxRounds: 9 }]);
    expect(() => applyFlags(experiment, { maxRounds: 9 })).toThrow(/^--max-rounds: a run does as many rounds/);
  });

  it("measures everything twice where that is asked, and refuses it where no round times anything", () => {
    expect(applyFlags(experiment, {})).not.toHaveProperty("aa");
    expect(applyFlags(experiment, { aa: true })).toEqual({ ...experiment, aa: true });
    expect(applyFlags({ ...experiment, aa: true }, { rounds: 6 })).toMatchObject({ aa: true, rounds: 6 });
    const refused =
      /^--aa or the experiment's aa: .*; expected one of train, latency, .*; got gradients, evaluate; leave/;
    expect(() => applyFlags(experiment, { aa: true, task: ["gradients", "evaluate"] })).toThrow(refused);
    expect(() => applyFlags({ ...experiment, aa: true }, { task: ["gradients", "evaluate"] })).toThrow(refused);
  });

  it("refuses a dataset that nobody knows before anything begins", () => {
    expect(applyFlags(experiment, { dataset: "folder:src" }).workloads[1]?.dataset).toBe(`folder:${resolve("src")}`);
    const sized = applyFlags(experiment, { dataset: "folder:./src@28x28" });
    expect(sized.workloads[0]?.dataset).toBe(`folder:${resolve("src")}@28x28`);
    expect(() => applyFlags(experiment, { dataset: "folder:pictures@28x28" })).toThrow(
      /--dataset: no such folder; .*pictures$/,
    );
    expect(() => applyFlags(experiment, { dataset: "cifar:src@28x28" })).toThrow(/no such folder; .*src@28x28$/);
    expect(() => applyFlags(experiment, { dataset: "minst" })).toThrow(/--dataset: unknown dataset; .*got "minst"/);
  });

  it("keeps some classes of the experiment's own dataset alone", () => {
    const some: Experiment = { ...experiment, workloads: [{ ...lenet, id: "lenet-5", keepClasses: 2 }] };
    expect(applyFlags(some, {}).workloads).toEqual(some.workloads);
    expect(applyFlags(some, { epochs: 9 }).workloads[0]).toMatchObject({ keepClasses: 2, epochs: 9 });
    expect(applyFlags(some, { dataset: "cifar-10" }).workloads[0]).not.toHaveProperty("keepClasses");
  });

  it("names the experiment where it is at fault, and not a flag", () => {
    const own = { ...experiment, workloads: [{ ...lenet, id: "a", model: "lenet" }] };
    expect(() => applyFlags(own, {})).toThrow(/^experiment made-up: unknown model; .*; did you mean lenet-5\?$/);
    expect(() => applyFlags(own, { augment: { flip: true } })).toThrow(/^experiment made-up: unknown model/);
    expect(() => applyFlags({ ...experiment, backends: ["onnx-gpu"] }, {})).toThrow(
      /^experiment made-up: unknown backend/,
    );
  });

  it("refuses a shift that leaves nothing of an image", () => {
    expect(() => applyFlags(experiment, { augment: { shiftPixels: 100 } })).toThrow(
      /^--augment: images would be shifted out of sight; expected a shift of at most 27 pixels .*; got 100$/,
    );
    expect(applyFlags(experiment, { augment: { shiftPixels: 27 } }).workloads).toHaveLength(2);
  });

  it("gives every workload the schedule that was asked for, and leaves each its own where none was", () => {
    const schedule = { kind: "cosine" } as const;
    const { workloads } = applyFlags(experiment, { schedule });
    expect(workloads.map((workload) => workload.schedule)).toEqual([schedule, schedule]);
    expect(changesBy({ schedule }, experiment, applyFlags(experiment, { schedule }))).toEqual(["schedule"]);
    const own = { ...experiment, workloads: experiment.workloads.map((workload) => ({ ...workload, schedule })) };
    expect(applyFlags(own, { epochs: 3 }).workloads.map((workload) => workload.schedule)).toEqual([schedule, schedule]);
  });

  it("gives every workload the augmentation that was asked for", () => {
    const { workloads } = applyFlags(experiment, { augment: { flip: true } });
    expect(workloads.map(({ augmentation }) => augmentation)).toEqual([{ flip: true }, { flip: true }]);
  });
});

describe("changesBy", () => {
  const changed = (flags: Parameters<typeof applyFlags>[1]) =>
    changesBy(flags, experiment, applyFlags(experiment, flags));

  it("names the flags that were given where they change the experiment", () => {
    const others = { out: "folder", json: true };
    expect(changed({ ...others, budget: experiment.budgetSeconds + 1, rounds: experiment.rounds })).toEqual([
      "rounds",
      "budget",
    ]);
  });

  it("names none where they say what it says itself, or nothing of it", () => {
    expect(changed({})).toEqual([]);
    const same = { out: "folder", rounds: experiment.rounds, seeds: experiment.seeds };
    expect(changed(same)).toEqual([]);
  });
});
