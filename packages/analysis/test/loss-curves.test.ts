import { expect, test } from "vitest";
import { lossCurvesOf, lossDifferencesOf } from "../src/loss-curves.ts";
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
