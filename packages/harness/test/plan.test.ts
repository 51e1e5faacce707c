import { cellSchema, type Experiment } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planCells } from "../src/plan.ts";
import { experiment } from "./fixtures/experiment.ts";

const two: Experiment = { ...experiment, tasks: ["latency", "evaluate", "train"], rounds: 2 };

describe("planCells", () => {
  it("puts the backends of a task side by side, and reverses them in the second round", () => {
    const ids = planCells(two, ["a", "b"]).map(({ id }) => id);
    expect(ids).toEqual([
      "r1.train.tiny.a",
      "r1.train.tiny.b",
      "r1.evaluate.tiny.a",
      "r1.evaluate.tiny.b",
      "r1.latency.tiny.a",
      "r1.latency.tiny.b",
      "r2.train.tiny.b",
      "r2.train.tiny.a",
      "r2.evaluate.tiny.b",
      "r2.evaluate.tiny.a",
      "r2.latency.tiny.b",
      "r2.latency.tiny.a",
    ]);
  });

  it("gives every cell once, valid, training before evaluation, whatever the experiment", () => {
    const names = fc.uniqueArray(fc.constantFrom("a", "b-2", "c", "d"), { minLength: 1 });
    const tasks = fc.uniqueArray(fc.constantFrom("gradients", "train", "evaluate", "latency", "throughput"), {
      minLength: 1,
    });
    fc.assert(
      fc.property(names, names, tasks, fc.integer({ min: 1, max: 4 }), (backends, models, chosen, rounds) => {
        const workloads = models.map((model) => ({ model, dataset: "dots", epochs: 1 }));
        const cells = planCells({ ...experiment, workloads, tasks: chosen, rounds }, backends);
        for (const cell of cells) cellSchema.parse(cell);
        const ids = cells.map(({ id }) => id);
        const once = chosen.includes("gradients") ? 1 : 0;
        expect(new Set(ids).size).toBe(backends.length * models.length * ((chosen.length - once) * rounds + once));
        expect(ids).toHaveLength(new Set(ids).size);
        for (const id of ids.filter((candidate) => candidate.includes(".evaluate."))) {
          const training = ids.indexOf(id.replace(".evaluate.", ".train."));
          expect(training).toBeLessThan(ids.indexOf(id));
        }
      }),
    );
  });

  it("gives step times cells of their own for each number of threads", () => {
    const stepTime = { batchSizes: [4], threads: [1, 2], baselines: ["a"] };
    const cells = planCells({ ...experiment, tasks: ["gradients", "step-time"], stepTime }, ["a", "b"]);
    for (const cell of cells) cellSchema.parse(cell);
    expect(cells.map(({ id, threads }) => [id, threads])).toEqual([
      ["r1.gradients.tiny.a", undefined],
      ["r1.gradients.tiny.b", undefined],
      ["r1.step-time.tiny.a.t1", 1],
      ["r1.step-time.tiny.b.t1", 1],
      ["r1.step-time.tiny.a.t2", 2],
      ["r1.step-time.tiny.b.t2", 2],
    ]);
    expect(() => planCells({ ...experiment, tasks: ["step-time"] }, ["a"])).toThrow("which step times to measure");
  });

  it("refuses a model with two datasets", () => {
    const workloads = ["dots", "lines"].map((dataset) => ({ model: "tiny", dataset, epochs: 1 }));
    expect(() => planCells({ ...experiment, workloads }, ["a"])).toThrow(/tiny: the same model appears twice/);
  });
});
