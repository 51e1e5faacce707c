import type { Batch, ModelSpec, TrainingRecipe } from "@evenkeel/core";
import { hostTensor, randomStream } from "@evenkeel/core";
import { findModel, initialWeights } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { onnxCpuWith } from "../../src/cpu.ts";
import { convolutionNames, type ConvolutionName } from "../../src/training/convolution/names.ts";
import { onnxWasmWith } from "../../src/wasm.ts";

const recipe: TrainingRecipe = {
  ...findModel("keras-mnist-cnn").recipe,
  optimizer: { kind: "sgd", learningRate: 1, momentum: 0 },
};
const spec: ModelSpec = { ...findModel("keras-mnist-cnn"), recipe };
const weights = initialWeights(spec, 7);

/** Images with an empty background, as photographs have: biases begin at 0, so whole areas lie at relu's kink. */
const batch: Batch = (() => {
  const random = randomStream(1, "zero-windows");
  const images = hostTensor([3, 28, 28, 1]);
  for (const at of images.data.keys()) {
    const [row, column] = [Math.floor(at / 28) % 28, at % 28];
    if (row > 8 && row < 20 && column > 10 && column < 17) images.data[at] = random.uniform();
  }
  return { images, labels: Int32Array.of(1, 4, 7), dropoutMasks: new Map() };
})();

async function biasGradient(backendWith: typeof onnxCpuWith, convolutions: readonly ConvolutionName[]) {
  const source = { kind: "spec", spec, weights } as const;
  const model = await backendWith({ convolutions }).loadTrainable?.(source, { threads: 1 }, recipe);
  await model?.train([batch]);
  const after = await model?.exportWeights();
  await model?.dispose();
  return [...(after?.get("conv2.bias")?.data ?? [])].map((value) => -value);
}

describe.each([
  ["onnx-cpu", onnxCpuWith],
  ["onnx-wasm", onnxWasmWith],
] as const)("on %s, the gradient of a bias below an empty background", (_, backendWith) => {
  const fast = convolutionNames.filter((name) => name.startsWith("winograd"));
  it.each(fast)("is the same by %s as by im2col, whose zeros are exact", async (name) => {
    const exact = await biasGradient(backendWith, ["im2col"]);
    const largest = Math.max(...exact.map(Math.abs));
    const got = await biasGradient(backendWith, [name]);
    expect(largest).toBeGreaterThan(0);
    expect(Math.max(...exact.map((value, at) => Math.abs(value - (got[at] ?? 0))))).toBeLessThan(1e-5 * largest);
  });
});
