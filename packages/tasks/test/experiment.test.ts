import { describe, expect, it } from "vitest";
import { experimentSchema, type ExperimentInput } from "../src/index.ts";

const input: ExperimentInput = {
  name: "mine",
  title: "Mine",
  description: "",
  backends: "all",
  workloads: [{ model: "lenet-5", dataset: "dots", epochs: 1 }],
  tasks: { train: {}, throughput: {} },
  rounds: 1,
  seeds: [1],
  threads: ["default"],
  budgetSeconds: 1,
  memoryBudgetMiB: 100,
};

describe("experimentSchema", () => {
  it("fills in a workload's id and a task's settings", () => {
    const experiment = experimentSchema.parse(input);
    expect(experiment.workloads).toEqual([{ id: "lenet-5", model: "lenet-5", dataset: "dots", epochs: 1 }]);
    expect(experiment.tasks).toEqual({ train: {}, throughput: { batchSizes: [1, 32, 128] } });
    expect(experimentSchema.parse(experiment)).toEqual(experiment);
  });

  it("takes a model twice where each has an id", () => {
    const workload = { model: "lenet-5", dataset: "dots", epochs: 1 };
    const twice = (...ids: readonly [string?, string?]) => ({
      ...input,
      workloads: ids.map((id) => ({ ...workload, ...(id !== undefined && { id }) })),
    });
    expect(experimentSchema.safeParse(twice("plain", "longer")).success).toBe(true);
    expect(experimentSchema.safeParse(twice(undefined, undefined)).error?.issues[0]?.message).toMatch(/one id/);
  });

  it.each([
    ["no task", { tasks: {} }, /at least one task/],
    ["a task that is none", { tasks: { trane: {} } }, /trane/],
    ["a setting of another task", { tasks: { train: { batchSizes: [1] } } }, /batchSizes/],
    ["a seed twice", { seeds: [1, 1] }, /same seed twice/],
    ["a workload's id that is no file name", { workloads: [{ ...input.workloads[0], id: "../x" }] }, /dashes/],
  ])("refuses %s", (_, changes, message) => {
    expect(experimentSchema.safeParse({ ...input, ...changes }).error?.message).toMatch(message);
  });
});
