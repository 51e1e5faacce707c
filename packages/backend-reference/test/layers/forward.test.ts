import type { Layer, LayerKind, LayerOf } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { computeLayer, layerRules } from "../../src/layers/index.ts";
import type { LayerResult } from "../../src/layers/layer-rule.ts";
import { tensor, type Tensor } from "../../src/tensor.ts";

const window = { strides: [1, 1], padding: "valid", dilation: [1, 1], bias: false } as const;
const pool = { size: [2, 2], strides: [2, 2], padding: "same" } as const;

type Options<K extends LayerKind> = Omit<LayerOf<K>, "kind" | "name" | "inputs">;

/** One layer by itself. */
function run<K extends LayerKind>(
  kind: K,
  options: Options<K>,
  inputs: readonly [Tensor, ...Tensor[]],
  weights: Record<string, Tensor> = {},
  training: { mask(): Tensor } | null = null,
): LayerResult {
  const layer = { kind, name: "l", inputs: ["input"], ...options } as unknown as Layer;
  return computeLayer(layerRules, { layer, inputs, weight: (slot) => weights[slot] ?? tensor([0]), training });
}

function of(shape: readonly number[], ...values: number[]): Tensor {
  return tensor(shape, Float64Array.from(values));
}

/** 1, 2, 3, … */
function counting(...shape: number[]): Tensor {
  const empty = tensor(shape);
  return tensor(
    shape,
    empty.data.map((_, index) => index + 1),
  );
}

describe("forward, by hand", () => {
  it("conv2d is a cross-correlation: the kernel is not flipped", () => {
    const { output } = run("conv2d", { filters: 1, kernel: [2, 2], ...window }, [counting(1, 2, 3, 1)], {
      kernel: of([2, 2, 1, 1], 1, 10, 100, 1000),
    });
    // 1·1 + 2·10 + 4·100 + 5·1000 and one pixel to the right.
    expect(output).toEqual(of([1, 1, 2, 1], 5421, 6532));
  });

  it("conv2d sums over channels into filters and adds the bias", () => {
    const { output } = run("conv2d", { filters: 2, kernel: [1, 1], ...window, bias: true }, [of([1, 1, 1, 2], 3, 5)], {
      kernel: of([1, 1, 2, 2], 1, 2, 10, 20),
      bias: of([2], 0.5, -0.5),
    });
    expect(output).toEqual(of([1, 1, 1, 2], 53.5, 105.5));
  });

  it("conv2d `same` with stride 2 on an even size pads at the bottom and right", () => {
    const { output } = run(
      "conv2d",
      { filters: 1, kernel: [3, 3], ...window, padding: "same", strides: [2, 2] },
      [counting(1, 4, 4, 1)],
      { kernel: of([3, 3, 1, 1], 1, 0, 0, 0, 0, 0, 0, 0, 0) },
    );
    // The kernel picks each window's first pixel: no padding at the top or left.
    expect(output).toEqual(of([1, 2, 2, 1], 1, 3, 9, 11));
  });

  it("conv2d dilation takes pixels apart", () => {
    const { output } = run(
      "conv2d",
      { filters: 1, kernel: [2, 2], ...window, dilation: [2, 1] },
      [counting(1, 3, 3, 1)],
      {
        kernel: of([2, 2, 1, 1], 1, 10, 100, 1000),
      },
    );
    expect(output).toEqual(of([1, 1, 2, 1], 8721, 9832));
  });

  it("depthwise-conv2d gives channel c, multiple m at c·M + m", () => {
    const { output } = run(
      "depthwise-conv2d",
      { multiplier: 2, kernel: [1, 1], ...window, bias: true },
      [of([1, 1, 1, 2], 3, 5)],
      {
        kernel: of([1, 1, 2, 2], 1, 2, 10, 20),
        bias: of([4], 1, 2, 3, 4),
      },
    );
    expect(output).toEqual(of([1, 1, 1, 4], 4, 8, 53, 104));
  });

  it("dense multiplies from the left", () => {
    const { output } = run("dense", { units: 2, bias: true }, [of([2, 2], 1, 2, 3, 4)], {
      kernel: of([2, 2], 1, 10, 100, 1000),
      bias: of([2], 0.5, 0.25),
    });
    expect(output).toEqual(of([2, 2], 201.5, 2010.25, 403.5, 4030.25));
  });

  it("max-pool2d ignores padding, also where all values are negative", () => {
    const x = of([1, 3, 3, 1], -1, -2, -3, -4, -5, -6, -7, -8, -9);
    expect(run("max-pool2d", pool, [x]).output).toEqual(of([1, 2, 2, 1], -1, -3, -7, -9));
    expect(run("max-pool2d", { ...pool, padding: "valid" }, [x]).output).toEqual(of([1, 1, 1, 1], -1));
  });

  it("max-pool2d sends the gradient of a tie to the first in row-major order", () => {
    const x = of([1, 2, 2, 2], -3, 0, -2, 0, -2, 0, -2, -1);
    const { backward } = run("max-pool2d", pool, [x]);
    // Channel 0: -3 -2 / -2 -2; channel 1: 0 0 / 0 -1.
    expect(backward(of([1, 1, 1, 2], 5, 7)).inputs).toEqual([of([1, 2, 2, 2], 0, 7, 5, 0, 0, 0, 0, 0)]);
  });

  it("average-pool2d divides by the pixels inside the image", () => {
    expect(run("average-pool2d", pool, [counting(1, 3, 3, 1)]).output).toEqual(of([1, 2, 2, 1], 3, 4.5, 7.5, 9));
  });

  it("global-average-pool2d keeps samples and channels apart", () => {
    expect(run("global-average-pool2d", {}, [counting(2, 2, 1, 2)]).output).toEqual(of([2, 2], 2, 3, 6, 7));
  });

  it("batch-norm trains on the batch and predicts by the moving statistics", () => {
    const x = of([2, 1, 1, 2], 1, 10, 3, 30);
    const weights = {
      gamma: of([2], 2, 1),
      beta: of([2], 1, 0),
      movingMean: of([2], 1, 0),
      movingVariance: of([2], 3, 9),
    };
    const options = { epsilon: 1, momentum: 0.75 };
    const trained = run("batch-norm", options, [x], weights, { mask: () => x });
    // Means 2 and 20, biased variances 1 and 100.
    const first = 2 / Math.sqrt(2);
    const second = 10 / Math.sqrt(101);
    expectClose(trained.output, of([2, 1, 1, 2], 1 - first, -second, 1 + first, second));
    expect(trained.replaced).toEqual({ movingMean: of([2], 1.25, 5), movingVariance: of([2], 2.5, 31.75) });
    const predicted = run("batch-norm", options, [x], weights);
    expectClose(predicted.output, of([2, 1, 1, 2], 1, 10 / Math.sqrt(10), 3, 30 / Math.sqrt(10)));
    expect(predicted.replaced).toBeUndefined();
  });

  it("relu has no gradient at 0", () => {
    const { output, backward } = run("relu", {}, [of([1, 3], -1, 0, 2)]);
    expect(output).toEqual(of([1, 3], 0, 0, 2));
    expect(backward(of([1, 3], 5, 5, 5)).inputs).toEqual([of([1, 3], 0, 0, 5)]);
  });

  it("dropout multiplies by its mask in training only", () => {
    const mask = of([1, 2], 0, 1.25);
    const { output, backward } = run("dropout", { rate: 0.2 }, [of([1, 2], 3, 4)], {}, { mask: () => mask });
    expect(output).toEqual(of([1, 2], 0, 5));
    expect(backward(of([1, 2], 1, 1)).inputs).toEqual([mask]);
    expect(run("dropout", { rate: 0.2 }, [of([1, 2], 3, 4)]).output).toEqual(of([1, 2], 3, 4));
  });

  it("flatten keeps NHWC order", () => {
    expect(run("flatten", {}, [counting(2, 1, 2, 2)]).output).toEqual(counting(2, 4));
  });

  it("add and concat put their inputs together", () => {
    const [a, b] = [of([2, 1], 1, 2), of([2, 2], 3, 4, 5, 6)];
    expect(run("add", {}, [b, b, b]).output).toEqual(of([2, 2], 9, 12, 15, 18));
    const { output, backward } = run("concat", {}, [a, b]);
    expect(output).toEqual(of([2, 3], 1, 3, 4, 2, 5, 6));
    expect(backward(output).inputs).toEqual([a, b]);
  });
});

function expectClose(got: Tensor, expected: Tensor): void {
  expect(got.shape).toEqual(expected.shape);
  for (const [index, value] of expected.data.entries()) expect(got.data[index]).toBeCloseTo(value, 12);
}
