import type { LayerOf } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { chooseConvolution } from "../../../src/training/convolution/choose.ts";
import type { ConvolutionProblem } from "../../../src/training/convolution/problem.ts";
import { allOutputs } from "../../../src/training/layers/conv2d.ts";
import { windowTable } from "../../../src/training/window-table.ts";

interface Shape {
  readonly size: number;
  readonly channels: number;
  readonly filters: number;
  readonly kernel?: number;
  readonly stride?: number;
  readonly isInput?: boolean;
}

function problem({ size, channels, filters, kernel = 3, stride = 1, isInput = false }: Shape): ConvolutionProblem {
  const layer: LayerOf<"conv2d"> = {
    kind: "conv2d",
    name: "conv",
    inputs: ["input"],
    filters,
    kernel: [kernel, kernel],
    strides: [stride, stride],
    dilation: [1, 1],
    padding: "same",
    bias: false,
  };
  const table = windowTable(layer, size, size);
  const order = isInput ? "image-major" : "pixel-major";
  const input = { value: "x", height: size, width: size, channels, order, needsGradient: !isInput } as const;
  return { layer, input, kernel: "k", filters, table, groups: [allOutputs(table)], keepsZeros: true };
}

const choose = (shape: Shape, preferred: Parameters<typeof chooseConvolution>[1] = []) =>
  chooseConvolution(problem(shape), preferred);

describe("chooseConvolution", () => {
  it("takes the cheapest by shape", () => {
    expect(choose({ size: 28, channels: 1, filters: 32, isInput: true })).toBe("channel-columns");
    expect(choose({ size: 16, channels: 32, filters: 64 })).toBe("winograd-f4");
    expect(choose({ size: 8, channels: 32, filters: 64 })).toBe("winograd-f4-lines");
    expect(choose({ size: 5, channels: 64, filters: 64 })).toBe("winograd-f5-lines");
    expect(choose({ size: 3, channels: 64, filters: 64 })).toBe("winograd-f3-lines");
    expect(choose({ size: 16, channels: 32, filters: 64, kernel: 1 })).toBe("pointwise");
    expect(choose({ size: 16, channels: 32, filters: 64, stride: 2 })).toBe("im2col");
    expect(choose({ size: 16, channels: 32, filters: 64, kernel: 9 })).toBe("im2col");
  });

  it("takes the first preferred one that can compute the convolution, and else the cheapest", () => {
    const shape = { size: 16, channels: 32, filters: 64 };
    expect(choose(shape, ["im2col"])).toBe("im2col");
    expect(choose(shape, ["pointwise", "winograd-f3", "im2col"])).toBe("winograd-f3");
    expect(choose({ ...shape, stride: 2 }, ["winograd-f2"])).toBe("im2col");
    expect(choose({ ...shape, kernel: 9 }, ["winograd-f3"])).toBe("im2col");
  });
});
