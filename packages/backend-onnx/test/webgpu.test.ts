import type { Model, ModelSpec } from "@evenkeel/core";
import { testBackend } from "@evenkeel/conformance";
import { hostTensor, randomStream } from "@evenkeel/core";
import { findModel, initialWeights } from "@evenkeel/models";
import { expect, test } from "vitest";
import { onnxCpu } from "../src/cpu.ts";
import { onnxWebgpu } from "../src/webgpu.ts";
import { requireAdapter } from "./webgpu/require-adapter.ts";

testBackend(onnxWebgpu);

const options = { threads: 1 } as const;

test("trains and predicts as the CPU does, with no operator on the CPU", async ({ skip }) => {
  await requireAdapter(skip);
  const spec = findModel("keras-mlp");
  const batches = [3, 3, 2].map((images) => batchOf(spec, images));
  const outcomes = [];
  for (const backend of [onnxCpu, onnxWebgpu]) {
    const model = await backend.loadTrainable?.(sourceOf(spec), options, spec.recipe);
    if (model === undefined) throw new TypeError(`${backend.id} does not train`);
    const { value: losses } = await model.train(batches);
    outcomes.push({ losses, logits: await logitsOf(model, spec) });
  }
  const [expected, got] = outcomes;
  expect(distance(got?.losses, expected?.losses)).toBeLessThan(1e-5);
  expect(distance(got?.logits, expected?.logits)).toBeLessThan(1e-4);
});

function sourceOf(spec: ModelSpec) {
  return { kind: "spec", spec, weights: initialWeights(spec, 1) } as const;
}

function batchOf(spec: ModelSpec, count: number) {
  const { height, width, channels } = spec.input;
  const random = randomStream(count, "webgpu");
  const images = hostTensor([count, height, width, channels]);
  for (const at of images.data.keys()) images.data[at] = random.uniform();
  const labels = Int32Array.from({ length: count }, (_, at) => at % spec.classes);
  return { images, labels, dropoutMasks: new Map() };
}

async function logitsOf(model: Model, spec: ModelSpec): Promise<Float32Array> {
  const { value } = await model.predict(batchOf(spec, 2).images);
  await model.dispose();
  return value.data;
}

function distance(left: ArrayLike<number> = [], right: ArrayLike<number> = []): number {
  expect(left.length).toBe(right.length);
  return Math.max(...Array.from(left, (value, at) => Math.abs(value - (right[at] ?? Number.NaN))));
}
