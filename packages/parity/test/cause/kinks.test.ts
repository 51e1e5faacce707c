import { hostTensor, type ModelSpec } from "@evenkeel/core";
import { findModel, initialWeights, parseModelSpec } from "@evenkeel/models";
import { expect, it } from "vitest";
import { stepWithKinks } from "../../src/cause/kinks.ts";

const { recipe, origin } = findModel("keras-mnist-cnn");
const spec: ModelSpec = parseModelSpec(
  {
    name: "pooled",
    title: "pooled",
    origin,
    input: { height: 2, width: 2, channels: 1 },
    classes: 2,
    layers: [
      { kind: "relu", name: "relu", inputs: ["input"] },
      { kind: "max-pool2d", name: "pool", inputs: ["relu"], size: [2, 2], strides: [2, 2], padding: "valid" },
      { kind: "flatten", name: "flatten", inputs: ["pool"] },
      { kind: "dense", name: "logits", inputs: ["flatten"], units: 2, bias: true },
    ],
    recipe,
  },
  "pooled",
);

it("finds a value just below 0 that would be its pooling window's maximum above, though another 0 there has the gradient", async () => {
  const images = hostTensor([1, 2, 2, 1], Float32Array.of(-0.5, -0.3, -1e-9, -0.2));
  const batch = { images, labels: Int32Array.of(1), dropoutMasks: new Map() };
  const { kinks } = await stepWithKinks(spec, initialWeights(spec, 1), batch, recipe);
  expect(kinks.map(({ layer, position }) => ({ layer, position }))).toEqual([
    { layer: "relu", position: [0, 1, 0, 0] },
  ]);
});
