import { findBackend } from "@tensorflow/tfjs-core";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js";
import { testBackend } from "@evenkeel/conformance";
import { leastSpec, loadTrainable, sampleBatch, sampleWeights, smallSpecNamed } from "@evenkeel/gate";
import { describe, expect, it } from "vitest";
import { tfjsNode } from "../src/node.ts";

testBackend(tfjsNode);

const { state } = await tfjsNode.probe();
const spec = smallSpecNamed(leastSpec);
const source = { kind: "spec", spec, weights: sampleWeights(spec, "real") } as const;

describe.skipIf(state === "unavailable")("tfjs-node", () => {
  it("says which TensorFlow was loaded", async () => {
    const model = await tfjsNode.load(source, { threads: null });
    expect(model.runtime.version).toMatch(/^4\.22\.0 on tensorflow 2\.21\.\d+$/);
    await model.dispose();
  });

  it("refuses another number of threads than the process began with", async () => {
    await expect(tfjsNode.load(source, { threads: 2 })).rejects.toThrow(
      "tfjs-node: TensorFlow's threads are fixed for the whole process; expected 2 threads; got 1",
    );
  });

  it("frees TensorFlow's tensors, those of a step and those of a model", async () => {
    const { binding } = findBackend("tensorflow") as NodeJSKernelBackend;
    const empty = binding.getNumOfTensors();
    const model = await loadTrainable(tfjsNode, source, { threads: 1 }, spec.recipe);
    const step = () => model.train([sampleBatch(spec, 2, "real")]);
    await step();
    const held = binding.getNumOfTensors();
    expect(held).toBeGreaterThan(empty);
    for (let count = 0; count < 20; count += 1) await step();
    expect(binding.getNumOfTensors()).toBe(held);
    await model.dispose();
    expect(binding.getNumOfTensors()).toBe(empty);
  });
});
