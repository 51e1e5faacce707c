import { expect, test } from "vitest";
import { tradeOf } from "../src/trades.ts";
import { failingGate, madeUpRun } from "./fixture/index.ts";

const workload = "lenet-5";

test("training speed against its memory comes first, with what may not be ranked marked", () => {
  const data = failingGate(
    madeUpRun({ models: [workload], tasks: ["gradients", "train", "latency"], rounds: 3 }),
    "tfjs-wasm",
  );
  const trade = tradeOf(data, workload);
  expect([trade?.speed, trade?.cost]).toEqual(["train-rate", "train-memory"]);
  const comparable = trade?.points.map(({ backend, comparable: compares }) => [backend, compares]);
  expect(comparable).toEqual([
    ["onnx-cpu", true],
    ["onnx-wasm", true],
    ["tfjs-cpu", false],
  ]);
});

test("without training it is of predictions, and of one backend there is none", () => {
  const predicting = madeUpRun({ models: [workload], tasks: ["latency"] });
  expect(tradeOf(predicting, workload)).toMatchObject({ speed: "p50", cost: "predict-memory" });
  expect(tradeOf(madeUpRun({ models: [workload], backends: ["onnx-cpu"] }), workload)).toBeNull();
});

test("speeds that no claim puts behind the best are tied, where rounds enough were made", () => {
  const backends = ["one", "two"];
  const tied = (rounds: number) =>
    tradeOf(madeUpRun({ models: [workload], tasks: ["train"], backends, rounds }), workload)?.points.map(
      (point) => point.tied,
    );
  expect(tied(6)).toEqual([true, true]);
  expect(tied(1)).toEqual([false, false]);
});
