import { expect, test } from "vitest";
import { epochAccuraciesOf, lossCurvesOf, lossDifferencesOf } from "../src/loss-curves.ts";
import { madeUpRun } from "./fixture/made-up-run.ts";

const model = "keras-mnist-cnn";

test("long curves are thinned to means of a stated number of steps, all backends alike", () => {
  const data = madeUpRun();
  const { curves, stepsPerPoint } = lossCurvesOf(data, model);
  expect(stepsPerPoint).toBe(4);
  const [first, , , limited] = curves;
  expect(first).toMatchObject({ backend: "onnx-cpu", steps: 375, round: 1 });
  expect(first?.points).toHaveLength(94);
  const losses = data.samples.training.get("r1.train.keras-mnist-cnn.onnx-cpu.s1")?.losses ?? [];
  expect(first?.points[1]?.step).toBe(8);
  expect(first?.points[1]?.loss).toBeCloseTo(losses.slice(4, 8).reduce((sum, loss) => sum + loss, 0) / 4, 12);
  expect(first?.points.at(-1)?.step).toBe(375);
  expect(limited?.points).toHaveLength(1);
  expect(limited?.points[0]?.step).toBe(3);
});

test("short curves keep every step", () => {
  const { curves, stepsPerPoint } = lossCurvesOf(madeUpRun({ backends: ["tfjs-cpu"] }), model);
  expect(stepsPerPoint).toBe(1);
  expect(curves[0]?.points.map(({ step }) => step)).toEqual([1, 2, 3]);
});

test("differences are from the backend that did most of the first fifty steps, and need two backends", () => {
  const differences = lossDifferencesOf(madeUpRun({ backends: ["tfjs-cpu", "onnx-wasm"] }), model);
  expect(differences?.reference).toBe("onnx-wasm");
  expect(differences?.others.map(({ backend, relative }) => [backend, relative.length])).toEqual([["tfjs-cpu", 3]]);
  expect(lossDifferencesOf(madeUpRun({ backends: ["onnx-cpu"] }), model)).toBeNull();
});

test("bands reach from the smallest to the largest over the seeds, and one seed has none", () => {
  const options = { models: ["lenet-5"], epochs: 2, backends: ["onnx-cpu", "onnx-wasm"] };
  const seeded = madeUpRun({ ...options, seeds: [1, 2, 3] });
  const { curves } = lossCurvesOf(seeded, "lenet-5");
  for (const { points, band } of curves) {
    expect(band.map(({ at }) => at)).toEqual(points.map(({ step }) => step));
    expect(band.every(({ low, high }, index) => low <= (points[index]?.loss ?? 0) && high >= low)).toBe(true);
    expect(band.some(({ low, high }) => high > low)).toBe(true);
  }
  expect(epochAccuraciesOf(seeded, "lenet-5").map(({ band }) => band.length)).toEqual([2, 2]);
  const single = madeUpRun(options);
  expect(lossCurvesOf(single, "lenet-5").curves.flatMap(({ band }) => band)).toEqual([]);
});
