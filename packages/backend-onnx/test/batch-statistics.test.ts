import type { Backend, ModelSpec, SpecSource } from "@evenkeel/core";
import { recipeOf, sampleBatch, sampleWeights, teach } from "@evenkeel/gate";
import { parseModelSpec } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { onnxCpu } from "../src/cpu.ts";
import { onnxWasm } from "../src/wasm.ts";

/** Sums over 100,352 pixels a channel: as many as a batch of 128 images of 28×28. */
const spec: ModelSpec = parseModelSpec(
  {
    name: "large-batch",
    title: "large batch",
    origin: "test",
    input: { height: 28, width: 28, channels: 1 },
    classes: 3,
    layers: [
      {
        name: "conv",
        kind: "conv2d",
        inputs: ["input"],
        filters: 4,
        kernel: [1, 1],
        strides: [1, 1],
        padding: "valid",
        dilation: [1, 1],
        bias: true,
      },
      { name: "norm", kind: "batch-norm", inputs: ["conv"], epsilon: 1e-3, momentum: 0.9 },
      { name: "mean", kind: "global-average-pool2d", inputs: ["norm"] },
      { name: "logits", kind: "dense", inputs: ["mean"], units: 3, bias: true },
    ],
    recipe: recipeOf({ kind: "sgd", learningRate: 0.1, momentum: 0 }),
  },
  "large-batch",
);
const source: SpecSource = { kind: "spec", spec, weights: sampleWeights(spec, "real") };
const batch = sampleBatch(spec, 128, "real");

const weight = (name: string): ArrayLike<number> => source.weights.get(name)?.data ?? [];

/** What the moving statistics become, in float64: behind a 1×1 convolution they follow from the pixels' own. */
function expected(channel: number): { mean: number; variance: number } {
  const pixels = Array.from(batch.images.data);
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  const variance = pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length;
  const [kernel = 0, bias = 0] = [weight("conv.kernel")[channel], weight("conv.bias")[channel]];
  const moved = (before = 0, of: number) => before + 0.1 * (of - before);
  return {
    mean: moved(weight("norm.movingMean")[channel], kernel * mean + bias),
    variance: moved(weight("norm.movingVariance")[channel], kernel ** 2 * variance),
  };
}

describe("batch normalisation of a large batch", () => {
  it.each([onnxCpu, onnxWasm])("moves its statistics as the formulas do: $id", async (backend: Backend) => {
    const lesson = { source, recipe: spec.recipe, calls: [[batch]], questions: [] };
    const { weights } = await teach(backend, lesson, { threads: 1 });
    for (const [slot, part] of [
      ["norm.movingMean", "mean"],
      ["norm.movingVariance", "variance"],
    ] as const) {
      const right = [0, 1, 2, 3].map((channel) => expected(channel)[part]);
      const largest = (to: ArrayLike<number>) => Math.max(...right.map((value, at) => Math.abs(value - (to[at] ?? 0))));
      expect(largest(weights.get(slot)?.data ?? []) / largest(weight(slot)), slot).toBeLessThan(2e-6);
    }
  });
});
