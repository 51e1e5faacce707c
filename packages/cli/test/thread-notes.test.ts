import { madeUpRun } from "@evenkeel/analysis/fixture";
import { expect, it } from "vitest";
import { fewerThreads, tooManyThreads } from "../src/thread-notes.ts";

const experimentWith = (threads: readonly (number | "default")[]) =>
  madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu"], threads }).run.experiment;

it("warns of more threads than the process may use, and not of a default", () => {
  expect(tooManyThreads(experimentWith([1, 4, 8, "default"]), 2)).toEqual([
    "warning: --threads 4,8: this process may use 2 cores, and more threads wait for each other",
  ]);
  expect(tooManyThreads(experimentWith([2, "default"]), 2)).toEqual([]);
});

it("names a backend that took fewer threads than asked for, once", () => {
  const run = (threads: readonly (number | "default")[]) =>
    madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu", "tfjs-wasm"], threads }).run;
  expect(fewerThreads(run([2]))).toEqual(["tfjs-wasm: took 1 of 2 threads asked for, and is not ranked beside them"]);
  expect(fewerThreads(run([1, "default"]))).toEqual([]);
});
