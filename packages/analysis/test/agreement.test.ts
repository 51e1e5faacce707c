import { predictionEnvelope } from "@evenkeel/stats";
import { describe, expect, test } from "vitest";
import { agreementOf, disagreementOf, lossDistance } from "../src/agreement.ts";
import { madeUpRun } from "./fixture/made-up-run.ts";

const model = "keras-mnist-cnn";
const devices = ["cpu", "wasm"] as const;
const flat = (steps: number, loss: number) => Array.from({ length: steps }, () => loss);

describe("the distance of two loss curves", () => {
  test("is judged by the longest envelope that both reached", () => {
    const distance = lossDistance(flat(60, 1), [...flat(3, 1), ...flat(397, 0.9951)], devices);
    expect(distance?.steps).toBe(50);
    expect(distance?.judged?.envelope).toMatchObject({ steps: 50, relative: 5e-3 });
    expect(distance?.largestRelative).toBeCloseTo(0.0049, 12);
    expect(distance?.lastAbsolute).toBeCloseTo(0.0049, 12);
  });

  test("is judged by an earlier envelope that it breaks", () => {
    const distance = lossDistance(flat(60, 1), [...flat(3, 0.99), ...flat(57, 1)], devices);
    expect(distance).toMatchObject({ verdict: "differs", judged: { envelope: { steps: 3 } } });
  });

  test("is judged at the third step when fewer than fifty were done", () => {
    const distance = lossDistance([2, 2, 2, 2], [2, 2, 2, 1.992], devices);
    expect(distance?.judged).toMatchObject({ envelope: { steps: 3, relative: 1e-4 }, relative: 0 });
    expect(distance).toMatchObject({
      steps: 4,
      atStep: 4,
      largestRelative: expect.closeTo(0.004, 9),
      lastAbsolute: expect.closeTo(0.008, 9),
    });
  });

  test("is not judged below three steps, and is nothing without a shared step", () => {
    expect(lossDistance([2, 2], [2, 2], devices)?.judged).toBeNull();
    expect(lossDistance([], [2], devices)).toBeNull();
  });
});

describe("pairs", () => {
  const verdicts = (data: Parameters<typeof agreementOf>[0]) =>
    agreementOf(data, model).map(({ backends, verdict }) => [...backends, verdict]);

  test("agree on the made-up run, the slow backend over its three steps and without its predictions", () => {
    const pairs = agreementOf(madeUpRun(), model);
    expect(pairs).toHaveLength(6);
    expect(pairs.every(({ verdict }) => verdict === "agrees")).toBe(true);
    const slow = pairs.find(({ backends }) => backends.includes("tfjs-cpu"));
    expect(slow?.loss?.judged?.envelope.steps).toBe(3);
    expect(slow?.predictions).toBeNull();
    expect(pairs[0]?.predictions).toMatchObject({ images: 200, weights: "trained", judged: true });
  });

  test("differ when the losses lie further apart than rounding reaches of one of the seeds, and that pair is the worst", () => {
    const data = madeUpRun({ backends: ["onnx-cpu", "onnx-wasm"], seeds: [1, 2] });
    const training = data.samples.training.get("r1.train.keras-mnist-cnn.onnx-wasm.s2");
    if (training === undefined) throw new Error("no training");
    training.losses[49] = (training.losses[49] as number) * 1.25;
    expect(verdicts(data)).toEqual([["onnx-cpu", "onnx-wasm", "differs"]]);
    expect(agreementOf(data, model)[0]?.loss?.atStep).toBe(50);
    const { judged, differing, worst } = disagreementOf(data, model);
    expect([judged, differing.length]).toEqual([1, 1]);
    expect(worst?.loss?.judged?.relative).toBeCloseTo(0.2, 2);
    expect(worst?.loss?.excess).toBeCloseTo(40, 0);
  });

  test("prove nothing between the envelope and rounding's reach", () => {
    const data = madeUpRun({ backends: ["onnx-cpu", "onnx-wasm"] });
    const training = data.samples.training.get("r1.train.keras-mnist-cnn.onnx-wasm.s1");
    if (training === undefined) throw new Error("no training");
    training.losses[49] = (training.losses[49] as number) * 1.02;
    expect(verdicts(data)).toEqual([["onnx-cpu", "onnx-wasm", "inconclusive"]]);
    expect(disagreementOf(data, model)).toEqual({
      pairs: 1,
      judged: 1,
      overAllSteps: 1,
      inconclusive: 1,
      differing: [],
      worst: null,
    });
  });

  test("differ when too few test images get the same answer, however close the losses", () => {
    const data = madeUpRun({ backends: ["onnx-cpu", "onnx-wasm"] });
    const predictions = data.samples.predictions.get("r1.evaluate.keras-mnist-cnn.onnx-wasm.s1");
    if (predictions === undefined) throw new Error("no predictions");
    const shifted = predictions.predicted.map((label, image) => (image % 8 === 0 ? (label + 1) % 10 : label));
    data.samples.predictions.set("r1.evaluate.keras-mnist-cnn.onnx-wasm.s1", { ...predictions, predicted: shifted });
    const [pair] = agreementOf(data, model);
    expect(pair?.predictions?.share).toBeLessThan(predictionEnvelope.reach);
    expect(pair).toMatchObject({ verdict: "differs", predictions: { outside: true } });
  });

  test("of longer trainings show their predictions without judging them", () => {
    const [pair] = agreementOf(madeUpRun({ epochs: 2 }), model);
    expect(pair?.predictions?.judged).toBe(false);
    expect(pair?.verdict).toBe("agrees");
  });

  test("without samples are left out, and nothing was judged", () => {
    const data = madeUpRun({ tasks: ["latency"] });
    expect(agreementOf(data, model)).toEqual([]);
    expect(disagreementOf(data, model)).toEqual({
      pairs: 0,
      judged: 0,
      overAllSteps: 0,
      inconclusive: 0,
      differing: [],
      worst: null,
    });
  });
});

test("a pair parts at the first step whose losses lie further apart than the envelope that reaches to it", () => {
  const alike = Array.from({ length: 50 }, () => 1);
  const apartAt = (step: number, by: number) => alike.map((loss, index) => (index === step - 1 ? loss + by : loss));
  const parting = (b: readonly number[]) => lossDistance(alike, b, ["cpu", "wasm"])?.partsAt;
  expect(parting(alike)).toBeNull();
  expect(parting(apartAt(2, 2e-4))).toBe(2);
  expect(parting(apartAt(20, 2e-4))).toBeNull();
  expect(parting(apartAt(20, 1e-2))).toBe(20);
});
