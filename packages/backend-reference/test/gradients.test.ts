import { layerKinds, type Layer, type Loss, type ModelSpec } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { referenceGradients, referenceSlope } from "../src/index.ts";
import { network, someBatch, someWeights } from "./fixtures.ts";

const window = { strides: [1, 1], padding: "valid", dilation: [1, 1], bias: true } as const;
/** A convolution in front, so that the tested layer's gradient by its input is seen too. */
const before = { kind: "conv2d", name: "before", inputs: ["input"], filters: 4, kernel: [2, 2], ...window } as const;
const after: readonly Layer[] = [
  { kind: "flatten", name: "flat", inputs: ["tested"] },
  { kind: "dense", name: "logits", inputs: ["flat"], units: 3, bias: true },
];
const tested = { name: "tested", inputs: ["before"] } as const;

const imageLayers: Record<string, Layer> = {
  "conv2d valid": { kind: "conv2d", ...tested, filters: 3, kernel: [3, 2], ...window },
  "conv2d same, stride 2, no bias": {
    kind: "conv2d",
    ...tested,
    filters: 3,
    kernel: [3, 3],
    ...window,
    padding: "same",
    strides: [2, 2],
    bias: false,
  },
  "conv2d dilated": { kind: "conv2d", ...tested, filters: 3, kernel: [2, 2], ...window, dilation: [3, 2] },
  "conv2d dilated with stride": {
    kind: "conv2d",
    ...tested,
    filters: 3,
    kernel: [2, 2],
    ...window,
    padding: "same",
    strides: [2, 1],
    dilation: [2, 2],
  },
  "depthwise-conv2d multiplier 2": {
    kind: "depthwise-conv2d",
    ...tested,
    multiplier: 2,
    kernel: [3, 2],
    ...window,
    padding: "same",
    strides: [2, 2],
  },
  "max-pool2d valid": { kind: "max-pool2d", ...tested, size: [2, 2], strides: [2, 2], padding: "valid" },
  "max-pool2d same, overlapping": { kind: "max-pool2d", ...tested, size: [3, 3], strides: [2, 2], padding: "same" },
  "average-pool2d valid": { kind: "average-pool2d", ...tested, size: [2, 3], strides: [2, 1], padding: "valid" },
  "average-pool2d same": { kind: "average-pool2d", ...tested, size: [3, 3], strides: [2, 2], padding: "same" },
  "global-average-pool2d": { kind: "global-average-pool2d", ...tested },
  "batch-norm": { kind: "batch-norm", ...tested, epsilon: 1e-3, momentum: 0.9 },
  relu: { kind: "relu", ...tested },
  dropout: { kind: "dropout", ...tested, rate: 0.4 },
  flatten: { kind: "flatten", ...tested },
  add: { kind: "add", name: "tested", inputs: ["before", "branch", "before"] },
  concat: { kind: "concat", name: "tested", inputs: ["branch", "before", "branch"] },
};
const branch: Layer = { kind: "relu", name: "branch", inputs: ["before"] };

const imageCases = Object.entries(imageLayers).map(([title, layer]): [string, ModelSpec] => {
  const branches = layer.inputs.includes("branch") ? [branch] : [];
  return [title, network(7, 6, 2, [before, ...branches, layer, ...after])];
});
const mlp = network(3, 2, 1, [
  { kind: "flatten", name: "flat", inputs: ["input"] },
  { kind: "dense", name: "hidden", inputs: ["flat"], units: 4, bias: false },
  { kind: "batch-norm", name: "norm", inputs: ["hidden"], epsilon: 0.1, momentum: 0.5 },
  { kind: "concat", name: "both", inputs: ["norm", "hidden"] },
  { kind: "dense", name: "logits", inputs: ["both"], units: 3, bias: true },
]);

describe("referenceGradients", () => {
  it("has a case for every kind of layer", () => {
    const kinds = new Set(
      [...imageCases, ["", mlp] as const].flatMap(([, spec]) => spec.layers.map(({ kind }) => kind)),
    );
    expect([...kinds].sort()).toEqual([...layerKinds].sort());
  });

  it.each([...imageCases, ["dense, without bias, and flat layers", mlp]] as const)(
    "agrees with central differences: %s",
    (_, spec) => {
      expect(largestError(spec, "cross-entropy")).toBeLessThan(1e-6);
    },
  );

  it.each(["double-softmax-cross-entropy", "mean-squared-error"] as const)(
    "agrees with central differences: %s",
    (loss) => {
      expect(largestError(mlp, loss)).toBeLessThan(1e-6);
    },
  );

  it("gives zeros for a layer that the logits do not depend on", () => {
    const spec = network(2, 2, 1, [
      { kind: "flatten", name: "flat", inputs: ["input"] },
      { kind: "dense", name: "unused", inputs: ["flat"], units: 2, bias: true },
      { kind: "dense", name: "logits", inputs: ["flat"], units: 2, bias: true },
    ]);
    const { gradients } = referenceGradients(spec, someWeights(spec), someBatch(spec, 2), "cross-entropy");
    expect(gradients.get("unused.kernel")).toEqual(new Float64Array(8));
  });
});

/** Of each tensor, evenly spread. */
const entriesChecked = 40;

/** Over the checked entries: |analytic − central difference| by the largest entry of all gradients. */
function largestError(spec: ModelSpec, loss: Loss): number {
  const weights = someWeights(spec);
  const batch = someBatch(spec, 3);
  const slope = referenceSlope(spec, weights, batch, loss);
  let error = 0;
  let largest = 0;
  for (const [name, gradient] of referenceGradients(spec, weights, batch, loss).gradients) {
    for (const [index, analytic] of gradient.entries()) {
      largest = Math.max(largest, Math.abs(analytic));
      if (index % Math.ceil(gradient.length / entriesChecked) !== 0) continue;
      error = Math.max(error, Math.abs(analytic - slope(name, index)));
    }
  }
  return error / largest;
}
