import { elementCount } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { findModel, flopsPerSample, inferShapes, parameterCount, weightSlots, zoo } from "../src/index.ts";

/** The counts of the articles' own networks, of LeNet-5, and of MLPerf Tiny's ResNet-8. */
const parameters = {
  "keras-cifar10-cnn": 122_570,
  "torch-catsdogs-cnn": 1_105_346,
  "keras-mlp": 109_386,
  "torch-mlp": 109_386,
  "torch-mlp-single-softmax": 109_386,
  "keras-mnist-cnn": 93_322,
  "keras-mnist-cnn-small": 34_826,
  "lenet-5": 61_706,
  "resnet-8": 78_186,
};

describe("zoo", () => {
  it("has the networks of the articles, with their parameter counts", () => {
    expect(Object.fromEntries([...zoo].map(([name, spec]) => [name, parameterCount(spec)]))).toEqual(parameters);
  });

  it("has MLPerf Tiny's ResNet-8 whole: 78,666 values, as Keras counts them with the moving statistics", () => {
    const spec = findModel("resnet-8");
    const count = (trainable: boolean): number =>
      weightSlots(spec)
        .filter((slot) => slot.trainable === trainable)
        .reduce((sum, { shape }) => sum + elementCount(shape), 0);
    expect([count(true), count(false)]).toEqual([78_186, 480]);
    expect(count(true) + count(false)).toBe(78_666);
  });

  it("names the known models when asked for another", () => {
    expect(() => findModel("resnet-5000")).toThrow(/unknown model.*keras-mnist-cnn.*got "resnet-5000"/);
  });

  it("infers the shapes of keras-mnist-cnn", () => {
    const shapes = inferShapes(findModel("keras-mnist-cnn"));
    const named = ["conv1", "max-pool1", "conv2", "max-pool2", "conv3", "flatten1", "dense2"].map((name) =>
      shapes.get(name),
    );
    expect(named).toEqual([[26, 26, 32], [13, 13, 32], [11, 11, 64], [5, 5, 64], [3, 3, 64], [576], [10]]);
  });

  it("counts the floating-point operations of keras-mlp, by hand", () => {
    const dense = 2 * (784 * 128 + 128 * 64 + 64 * 10);
    const biases = 128 + 64 + 10;
    const relu = 128 + 64;
    expect(flopsPerSample(findModel("keras-mlp"))).toBe(dense + biases + relu);
  });
});
