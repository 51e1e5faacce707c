import type { Cell, CellResult, Limit } from "@evenkeel/core";
import { weightsFile } from "@evenkeel/run-folder";
import { describe, expect, it } from "vitest";
import { cellJob, foldOf } from "../src/cell-job.ts";
import type { PreparedWorkload } from "../src/prepare/prepare.ts";
import { jobs } from "../src/protocol/jobs.ts";
import { experiment, seed, tinyCell, tinyModel } from "./fixtures/experiment.ts";

const cell = (task: Cell["task"], round = 1): Cell => tinyCell(task, { round });
const runtime = { library: "fake", version: "1", provider: "plain", threads: 1, simd: null, deviceName: null };
const workload = {
  info: { id: "tiny", model: "tiny", epochs: 2, augmentation: null, initialWeights: { [seed]: "1a" } },
  model: { kind: "spec", spec: tinyModel, classesAsWritten: tinyModel.classes },
  datasetFolder: "/cache",
} as unknown as PreparedWorkload;
const initial = weightsFile("/run", { workload: "tiny", seed, trainedBy: null });

function weightsFor(of: Cell, ...settled: readonly Partial<CellResult>[]) {
  const results = settled.map((result) => result as CellResult);
  const job = cellJob("/run", of, experiment, workload, runtime, new Map(results.map((result) => [result.id, result])));
  expect(jobs.cell.job.parse(job)).toEqual(job);
  return job.model.kind === "spec" ? job.model.weights : null;
}

describe("the fold of a cell", () => {
  it("goes round with the rounds", () => {
    const folds = [1, 2, 3, 4, 5, 6].map((round) => foldOf({ round }, { crossValidationFolds: 3, seeds: [seed, 1] }));
    expect(folds).toEqual([1, 2, 3, 1, 2, 3].map((fold) => ({ folds: 3, fold, seed })));
  });

  it("is none without cross-validation", () => {
    expect(foldOf({ round: 1 }, { seeds: [seed] })).toBeNull();
  });
});

describe("what the gate has seen before", () => {
  const jobOf = (of: Cell, ...settled: readonly CellResult[]) =>
    cellJob("/run", of, experiment, workload, runtime, new Map(settled.map((result) => [result.id, result])));
  const earlier = (changes: object) =>
    ({
      ...cell("gradients"),
      id: "r1.gradients.other.a.s7",
      workload: "other",
      model: "other",
      state: "completed",
      ...changes,
    }) as CellResult;

  it("is the same backend's on another model, where that came to its end", () => {
    expect(jobOf(cell("gradients"), earlier({})).checkedIn).toBe("r1.gradients.other.a.s7");
    expect(jobOf(cell("gradients"), earlier({ backend: "b" })).checkedIn).toBeNull();
    expect(jobOf(cell("gradients"), earlier({ state: "failed" })).checkedIn).toBeNull();
    expect(jobOf(cell("train"), earlier({})).checkedIn).toBeNull();
  });
});

describe("the weights of a cell", () => {
  it.each(["train", "latency", "throughput"] as const)("are the initial ones for %s", (task) => {
    expect(weightsFor(cell(task))).toEqual({
      file: initial,
      origin: "initial",
      sha256: "1a",
      trainedIn: null,
      limits: [],
    });
  });

  it("are those that the same backend trained in the same round", () => {
    const trained = { ...cell("train"), state: "completed", limits: [], weightsSha256: "2b" } as Partial<CellResult>;
    const file = weightsFile("/run", { workload: "tiny", seed, trainedBy: { backend: "a", round: 1 } });
    expect(weightsFor(cell("evaluate"), trained)).toEqual({
      file,
      origin: "trained",
      sha256: "2b",
      trainedIn: cell("train").id,
      limits: [],
    });
    expect(weightsFor(cell("evaluate", 2), trained)).toMatchObject({ file: initial });
  });

  it("are not another seed's", () => {
    const trained = { ...tinyCell("train", { seed: 8 }), state: "completed", limits: [] } as Partial<CellResult>;
    expect(weightsFor(cell("evaluate"), trained)).toMatchObject({ origin: "initial" });
  });

  it("carry what limited their training", () => {
    const limits: Limit[] = [{ work: "train", done: 3, planned: 18, unit: "steps", seconds: 2 }];
    const trained = { ...cell("train"), state: "completed", limits } as Partial<CellResult>;
    expect(weightsFor(cell("evaluate"), trained)?.limits).toEqual(limits);
  });

  it("are the initial ones, and it is said, when training did not complete", () => {
    const failed = { ...cell("train"), state: "failed" } as Partial<CellResult>;
    expect(weightsFor(cell("evaluate"), failed)).toEqual({
      file: initial,
      origin: "initial",
      sha256: "1a",
      trainedIn: null,
      limits: [{ work: "train", done: 0, planned: null, unit: "steps", seconds: null }],
    });
  });
});
