import type { Backend, ModelSpec } from "@evenkeel/core";
import { isWhole } from "@evenkeel/conformance";
import { networkSpecs, planCases, runCase } from "@evenkeel/gate";
import { findModel, zoo } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { onnxCpuWith } from "../../src/cpu.ts";
import type { Choices } from "../../src/training/choices.ts";
import { defaultChoices } from "../../src/training/choices.ts";
import { convolutionNames } from "../../src/training/convolution/names.ts";
import { trainingStep } from "../../src/training/training-graph.ts";
import { onnxWasmWith } from "../../src/wasm.ts";

/** The rule takes pointwise wherever it can, so that the backend's own gate checks it. */
const forced: readonly Partial<Choices>[] = [
  ...convolutionNames.filter((name) => name !== "pointwise").map((name) => ({ convolutions: [name] })),
  { poolingFirst: false },
  { updatesAsProducts: true },
];

const nodesOf = (spec: ModelSpec, choices = defaultChoices): string =>
  JSON.stringify(trainingStep(spec, spec.recipe, choices).nodes);

/** Natively every network where the suite is whole; in WebAssembly, with other kernels, two with most convolutions. */
const nativeModels = isWhole ? [...zoo.values()] : ["keras-mnist-cnn", "keras-cifar10-cnn", "resnet-8"].map(findModel);
const runtimes = [
  { runtime: "onnx-cpu", backendWith: onnxCpuWith, models: [...networkSpecs, ...nativeModels] },
  { runtime: "onnx-wasm", backendWith: onnxWasmWith, models: ["keras-mnist-cnn", "resnet-8"].map(findModel) },
];
const runs = runtimes.flatMap((runtime) => forced.map((choices) => ({ ...runtime, choices })));

/** The gradient gate, its tolerances unchanged, for every choice that the compiler has, where that changes anything. */
describe.each(runs)("training on $runtime with $choices", ({ backendWith, models, choices }) => {
  // Checked as a slow backend is: on one image of a whole network, for the oracle's sake.
  const backend: Backend = { ...backendWith(choices), slow: true };
  const layers = new Set(["conv2d", "max-pool2d"] as const);
  const cases = planCases(backend, { layers, models });
  const changed = cases.filter(({ spec }) => nodesOf(spec, { ...defaultChoices, ...choices }) !== nodesOf(spec));
  it.each(changed)("passes the gate: $id", async (one) => {
    const results = await runCase(backend, one, { threads: 1 });
    expect(results).not.toHaveLength(0);
    expect(results.filter(({ verdict }) => verdict !== "passed")).toEqual([]);
  });
});
