import type { CellResult } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { timesToAccuracyOf, type BackendTrainings } from "../src/time-to-accuracy.ts";
import { madeUpRun, type MadeUpOptions } from "./fixture/made-up-run.ts";
import { trainedTo } from "./fixture/made-up-samples.ts";

const options: MadeUpOptions = {
  models: ["lenet-5"],
  backends: ["onnx-cpu", "onnx-wasm"],
  tasks: ["time-to-accuracy"],
  epochs: 3,
  seeds: [1, 2, 3, 4, 5],
};
const target = 0.85;

/** The trainings of a backend whose seeds, from 1, come to these accuracies; of 3 epochs at the most. */
function trained(...seeds: readonly (readonly number[])[]): BackendTrainings {
  const data = madeUpRun({ ...options, seeds: seeds.map((_, index) => index + 1) });
  for (const cell of data.run.cells.filter(({ backend }) => backend === "onnx-cpu")) {
    data.samples.timeToAccuracy.set(cell.id, trainedTo(cell, target, seeds[cell.seed - 1] ?? [], 3));
  }
  return onCpu(timesToAccuracyOf(data));
}

function onCpu([times]: ReturnType<typeof timesToAccuracyOf>): BackendTrainings {
  const found = times?.backends.find(({ backend }) => backend === "onnx-cpu");
  if (found === undefined) throw new Error("no such backend");
  return found;
}

const at = (epoch: number) => [0.5, 0.6, 0.7].map((accuracy, index) => (index + 1 >= epoch ? 0.9 : accuracy));
const never = at(4);

describe("time to accuracy", () => {
  it("says what was asked, workload by workload, and is nothing where it was not", () => {
    const [times] = timesToAccuracyOf(madeUpRun(options));
    expect(times).toMatchObject({ workload: "lenet-5", target, mostEpochs: 3, evaluationsPerEpoch: 1 });
    expect(times?.backends.map(({ backend, trainings }) => [backend, trainings.length])).toEqual([
      ["onnx-cpu", 5],
      ["onnx-wasm", 5],
    ]);
    expect(timesToAccuracyOf(madeUpRun())).toEqual([]);
  });

  it("is the median over seeds, between the smallest and the largest", () => {
    const { reached, decided, epochs, seconds, trainings } = trained(at(1), at(3), at(2), at(1), at(1));
    expect({ reached, decided, epochs }).toEqual({ reached: 5, decided: 5, epochs: { median: 1, min: 1, max: 3 } });
    const perEpoch = seconds?.min ?? Number.NaN;
    expect(seconds?.max).toBeCloseTo(3 * perEpoch, 9);
    expect(trainings.map(({ ending }) => ending.kind)).toEqual(Array(5).fill("reached"));
    expect(trainings[1]?.curve.map(({ epochs: epoch, accuracy }) => [epoch, accuracy])).toEqual([
      [1, 0.5],
      [2, 0.6],
      [3, 0.9],
    ]);
  });

  it("counts a miss as later than every training that reached the target", () => {
    expect(trained(at(1), never, at(2), at(3), at(2))).toMatchObject({
      reached: 4,
      decided: 5,
      epochs: { median: 2, min: 1, max: 3 },
    });
    // The middle one of five is a slower one as soon as there are misses.
    expect(trained(at(1), never, at(2), at(1), never).epochs).toEqual({ median: 2, min: 1, max: 2 });
    expect(trained(at(1), never, at(1), never, never).epochs).toEqual({ median: null, min: 1, max: 1 });
    expect(trained(at(1), at(1), never, never).epochs?.median).toBeNull();
    expect(trained(never, never)).toMatchObject({ reached: 0, decided: 2, epochs: null, seconds: null });
  });

  it("counts what a budget cut short as neither", () => {
    const { reached, decided, cut, epochs, trainings } = trained(at(1), [0.5, 0.6], []);
    expect({ reached, decided, cut }).toEqual({ reached: 1, decided: 1, cut: 2 });
    expect(epochs).toEqual({ median: 1, min: 1, max: 1 });
    expect(trainings.map(({ bestAccuracy }) => bestAccuracy)).toEqual([0.9, 0.6, null]);
  });

  it("drops no seed: cells without a training are counted, and a wrong backend has none", () => {
    const failed = (cell: CellResult, state: "failed" | "not-comparable"): CellResult =>
      ({ ...cell, state, reason: { code: "error", message: "made up" }, remedy: null }) as unknown as CellResult;
    const one = madeUpRun({
      ...options,
      settle: (cell, result) => (cell.seed === 2 ? failed(result, "failed") : result),
    });
    expect(onCpu(timesToAccuracyOf(one))).toMatchObject({ state: "completed", lacking: 1 });
    expect(onCpu(timesToAccuracyOf(one)).trainings.map(({ seed }) => seed)).toEqual([1, 3, 4, 5]);
    const wrong = madeUpRun({ ...options, settle: (_, result) => failed(result, "not-comparable") });
    expect(onCpu(timesToAccuracyOf(wrong))).toMatchObject({ state: "not-comparable", trainings: [], decided: 0 });
  });

  it("holds with one seed", () => {
    expect(trained(at(2))).toMatchObject({ reached: 1, decided: 1, epochs: { median: 2, min: 2, max: 2 } });
  });
});
