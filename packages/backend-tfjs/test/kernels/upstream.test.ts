/**
 * What tfjs 4.22 itself gets wrong, on the smallest inputs: the reason for every file of `src/kernels/`. Nothing of ours is imported here.
 * A test that fails after an upgrade says that the library was mended and the kernel can go.
 */
import { version_cpu } from "@tensorflow/tfjs-backend-cpu";
import {
  avgPool,
  conv2d,
  depthwiseConv2d,
  engine,
  env,
  getKernel,
  matMul,
  reshape,
  setBackend,
  type Tensor,
  tensor2d,
  tensor4d,
} from "@tensorflow/tfjs-core";
import { setWasmPaths, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { valuesOf } from "../values.ts";

env().set("IS_TEST", true);
setWasmPaths(fileURLToPath(new URL(".", import.meta.resolve("@tensorflow/tfjs-backend-wasm"))));

describe(`tfjs-backend-wasm ${version_wasm}`, () => {
  beforeAll(() => setBackend("wasm"));

  it("has no gradient kernels for the filters of convolutions", () => {
    for (const name of [
      "Conv2DBackpropFilter",
      "DepthwiseConv2dNativeBackpropFilter",
      "DepthwiseConv2dNativeBackpropInput",
    ]) {
      expect(getKernel(name, "wasm")).toBeUndefined();
    }
  });

  it("sends the pooling gradient of a window without positive values to the first element", () => {
    expect(maxPoolGradient([3, 0, -1, -2], [3, -1], [1, 1])).toEqual([1, 0, 0, 0]);
  });

  it("sends the pooling gradient of a tie to the last maximum", () => {
    expect(maxPoolGradient([1, 1], [1], [1])).toEqual([0, 1]);
  });

  it("divides the average pooling gradient by pixels outside of the image, unlike the forward pass", () => {
    expect(valuesOf(avgPool(row([5]), [1, 2], [1, 2], "same"))).toEqual([5]);
    expect(averagePoolGradient()).toEqual([0.5]);
  });

  it("multiplies by a stale right operand when a reshaped tensor shares its data", () => {
    const b = tensor2d([[1, 2]]);
    expect(valuesOf(matMul(tensor2d([[1]]), b))).toEqual([1, 2]);
    expect(valuesOf(matMul(tensor2d([[1, 1]]), reshape(b, [2, 1])))).toEqual([1]);
  });

  it("gives zeros for `same` convolutions whose stride leaves pixels over", () => {
    const kernel = tensor4d([1, 2], [1, 2, 1, 1]);
    expect(valuesOf(conv2d(row([1, 2, 3]), kernel, [1, 3], "same"))).toEqual([0]);
    expect(valuesOf(depthwiseConv2d(row([1, 2, 3]), kernel, [1, 3], "same"))).toEqual([0]);
  });
});

describe(`tfjs-backend-cpu ${version_cpu}`, () => {
  beforeAll(() => setBackend("cpu"));

  it("divides the average pooling gradient by pixels outside of the image, unlike the forward pass", () => {
    expect(valuesOf(avgPool(row([5]), [1, 2], [1, 2], "same"))).toEqual([5]);
    expect(averagePoolGradient()).toEqual([0.5]);
  });

  it("refuses a depthwise convolution with stride and dilation", () => {
    const attributes = { strides: [2, 2], dilations: [2, 2], pad: "valid", dataFormat: "NHWC" };
    const inputs = { x: row([1]), filter: row([1]) };
    expect(() => engine().runKernel("DepthwiseConv2dNative", inputs, attributes)).toThrow(
      "Either strides or dilations must be 1",
    );
  });
});

const pooling = { filterSize: [1, 2], strides: [1, 2] };

function maxPoolGradient(input: number[], output: number[], dy: number[]): number[] {
  const inputs = { input: row(input), output: row(output), dy: row(dy) };
  return valuesOf(engine().runKernel<Tensor>("MaxPoolGrad", inputs, { ...pooling, pad: "valid" }));
}

function averagePoolGradient(): number[] {
  const inputs = { input: row([5]), dy: row([1]) };
  return valuesOf(engine().runKernel<Tensor>("AvgPoolGrad", inputs, { ...pooling, pad: "same" }));
}

/** One image, one row, one channel. */
function row(values: number[]): Tensor & ReturnType<typeof tensor4d> {
  return tensor4d(values, [1, 1, values.length, 1]);
}
