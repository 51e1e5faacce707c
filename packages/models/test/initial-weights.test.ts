import { describe, expect, it } from "vitest";
import { findModel, initialWeights, weightSlots } from "../src/index.ts";

describe("initialWeights", () => {
  it("repeats for a seed and differs for another", () => {
    const spec = findModel("keras-mnist-cnn-small");
    expect(initialWeights(spec, 1)).toEqual(initialWeights(spec, 1));
    expect(initialWeights(spec, 1)).not.toEqual(initialWeights(spec, 2));
  });

  it.each([
    // Glorot: √(6 / (9·32 + 9·64)); biases zero.
    ["keras-mnist-cnn", "conv2.kernel", Math.sqrt(6 / (9 * 32 + 9 * 64))],
    ["keras-mnist-cnn", "conv2.bias", 0],
    // PyTorch: 1/√(25·32) for kernel and bias alike.
    ["torch-catsdogs-cnn", "conv2.kernel", 1 / Math.sqrt(25 * 32)],
    ["torch-catsdogs-cnn", "dense1.bias", 1 / Math.sqrt(1024)],
  ])("fills %s %s up to its limit and not beyond", (model, slot, limit) => {
    const data = initialWeights(findModel(model), 3).get(slot)?.data ?? new Float32Array(0);
    const largest = data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    expect(largest).toBeLessThanOrEqual(Math.fround(limit));
    expect(largest).toBeGreaterThanOrEqual(0.95 * limit);
  });

  it("holds every slot of every layer in order", () => {
    const spec = findModel("lenet-5");
    expect([...initialWeights(spec, 1).keys()]).toEqual(weightSlots(spec).map(({ name }) => name));
  });
});
