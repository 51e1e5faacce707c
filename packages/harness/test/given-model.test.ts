import type { GivenModelInfo, TaskName } from "@evenkeel/core";
import type { Experiment } from "@evenkeel/tasks";
import { describe, expect, it } from "vitest";
import { planCells } from "../src/plan.ts";
import { takingAnyThreads } from "../src/plan-threads.ts";
import { fitClasses } from "../src/prepare/given-model.ts";
import { inClassOrder, predictedClasses } from "../src/tasks/class-order.ts";
import type { CellJob } from "../src/protocol/jobs.ts";
import { experiment, tinyCell } from "./fixtures/experiment.ts";

const info = (labels: string[] | null, classes = labels?.length ?? 3) =>
  ({ network: { name: "mine", classes }, labels }) as unknown as GivenModelInfo;
const job = (outputOrder: number[], otherClasses: string[] = []) =>
  ({ cell: tinyCell("evaluate"), model: { kind: "onnx", outputOrder, otherClasses } }) as unknown as CellJob;

describe("a given model's outputs and a dataset's classes", () => {
  it("meet by their names, the model's further classes last", () => {
    const fitted = fitClasses(info(["c", "x", "a", "b"]), ["a", "b", "c"], "letters");
    expect(fitted).toEqual({ outputOrder: [2, 3, 0, 1], otherClasses: ["x"] });
    const own = job(fitted.outputOrder, fitted.otherClasses);
    expect([...inClassOrder(own, "logits")(Float32Array.of(30, 40, 10, 20))]).toEqual([10, 20, 30, 40]);
    expect([...inClassOrder(own, "labels")(Float32Array.of(0))]).toEqual([2]);
    expect(() => inClassOrder(own, "labels")(Float32Array.of(9))).toThrow(/no class of the model.*expected 0 to 3/);
    expect(predictedClasses(own, ["a", "b", "c"])).toEqual(["a", "b", "c", "x"]);
  });

  it("are each other's in order where nobody names them", () => {
    expect(fitClasses(info(null), ["a", "b", "c"], "letters").outputOrder).toEqual([0, 1, 2]);
    expect(() => fitClasses(info(null), ["a", "b"], "letters")).toThrow(/expected 3 classes.*got 2.*--labels/);
  });

  it("do not meet where a class has no output", () => {
    expect(() => fitClasses(info(["a", "b"]), ["a", "z"], "letters")).toThrow(/among its labels: a, b; got z/);
  });
});

describe("the plan of a given model", () => {
  const source = { kind: "onnx", file: "mine.onnx" } as const;
  const given: Experiment = {
    ...experiment,
    workloads: [...experiment.workloads, { id: "mine", model: "mine", dataset: "dots", epochs: "recipe", source }],
    seeds: [1, 2],
  };
  const backends = [{ id: "a" }, { id: "b", sources: ["spec", "onnx"] as const }].map(takingAnyThreads);

  it("has what can be done with it, once for all seeds, on the backends that take it", () => {
    const own = planCells(given, backends).filter(({ workload }) => workload === "mine");
    const tasks: TaskName[] = ["evaluate", "latency", "throughput"];
    expect(own.map(({ backend, task, seed }) => [backend, task, seed])).toEqual(tasks.map((task) => ["b", task, 1]));
  });

  it("takes nothing from networks beside it", () => {
    const isNetwork = ({ workload }: { readonly workload: string }) => workload === "tiny";
    const alone = planCells({ ...given, workloads: experiment.workloads }, backends);
    expect(planCells(given, backends).filter(isNetwork)).toEqual(alone);
  });
});
