/** Our kernels on the inputs of `docs/upstream`, and against plain products and sums on larger ones. */
import {
  avgPool,
  backend_util,
  conv2d,
  depthwiseConv2d,
  engine,
  matMul,
  type NamedAttrMap,
  reshape,
  setBackend,
  type Tensor,
  tensor,
  tensor2d,
  tensor4d,
  tidy,
} from "@tensorflow/tfjs-core";
import { randomStream } from "@evenkeel/core";
import fc from "fast-check";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { tfjsCpu } from "../../src/cpu.ts";
import { tfjsWasm } from "../../src/wasm.ts";
import { kernelsBinary, kernelsFile } from "../../wasm/kernels.ts";
import { valuesOf } from "../values.ts";

const pooling = { filterSize: [1, 2], strides: [1, 2] };

describe.each([tfjsCpu, tfjsWasm])("kernels of $id", ({ device: backend }) => {
  it("send the pooling gradient to the first maximum of the window", async () => {
    await setBackend(backend);
    const gradient = (input: number[], output: number[], dy: number[]) => {
      const inputs = { input: row(input), output: row(output), dy: row(dy) };
      return valuesOf(engine().runKernel<Tensor>("MaxPoolGrad", inputs, { ...pooling, pad: "valid" }));
    };
    expect(gradient([3, 0, -1, -2], [3, -1], [1, 1])).toEqual([1, 0, 1, 0]);
    expect(gradient([1, 1], [1], [1])).toEqual([1, 0]);
  });

  it("share the average pooling gradient among pixels inside of the image", async () => {
    await setBackend(backend);
    expect(valuesOf(avgPool(row([5]), [1, 2], [1, 2], "same"))).toEqual([5]);
    const inputs = { input: row([5, 6, 7]), dy: row([1, 1]) };
    const gradient = engine().runKernel<Tensor>("AvgPoolGrad", inputs, { ...pooling, pad: "same" });
    expect(valuesOf(gradient)).toEqual([0.5, 0.5, 1]);
  });

  it("convolve with `same` padding where the stride leaves pixels over", async () => {
    await setBackend(backend);
    const kernel = tensor4d([1, 2], [1, 2, 1, 1]);
    expect(valuesOf(conv2d(row([1, 2, 3]), kernel, [1, 3], "same"))).toEqual([5]);
    expect(valuesOf(depthwiseConv2d(row([1, 2, 3]), kernel, [1, 3], "same"))).toEqual([5]);
  });

  it("convolve depthwise with stride and dilation", async () => {
    await setBackend(backend);
    const attributes = { strides: [1, 2], dilations: [1, 2], pad: "valid", dataFormat: "NHWC" };
    const inputs = { x: row([1, 2, 3, 4, 5]), filter: tensor4d([1, 10], [1, 2, 1, 1]) };
    const output = engine().runKernel<Tensor>("DepthwiseConv2dNative", inputs, attributes);
    expect(valuesOf(output)).toEqual([31, 53]);
  });

  it("multiply by a reshaped tensor that was a right operand before", async () => {
    await setBackend(backend);
    const b = tensor2d([[1, 2]]);
    expect(valuesOf(matMul(tensor2d([[1]]), b))).toEqual([1, 2]);
    expect(valuesOf(matMul(tensor2d([[1, 1]]), reshape(b, [2, 1])))).toEqual([3]);
    expect(valuesOf(matMul(tensor2d([[2]]), b))).toEqual([2, 4]);
  });
});

describe("matrix products of wasm", () => {
  const size = fc.integer({ min: 1, max: 9 });
  it("are right for every transposition and shape", async () => {
    await setBackend(tfjsWasm.device);
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), (rows, inner, columns, transposeA, transposeB) => {
        const a = whole(transposeA ? [inner, rows] : [rows, inner], "a");
        const b = whole(transposeB ? [columns, inner] : [inner, columns], "b");
        const product = tidy(() =>
          valuesOf(matMul(tensor(a.values, a.shape), tensor(b.values, b.shape), transposeA, transposeB)),
        );
        const at = (i: number, k: number) => a.values[transposeA ? k * rows + i : i * inner + k] ?? 0;
        const bt = (k: number, column: number) => b.values[transposeB ? column * inner + k : k * columns + column] ?? 0;
        const expected = Array.from({ length: rows * columns }, (_cell, index) => {
          const [i, j] = [Math.floor(index / columns), index % columns];
          return Array.from({ length: inner }, (_value, k) => at(i, k) * bt(k, j)).reduce((sum, term) => sum + term, 0);
        });
        expect(product).toEqual(expected);
      }),
    );
  });

  it("keep leading dimensions, of one matrix or several", async () => {
    await setBackend(tfjsWasm.device);
    const a = tensor([1, 2, 3, 4], [2, 1, 2]);
    expect(matMul(a, a, true, false).shape).toEqual([2, 2, 2]);
    expect(valuesOf(matMul(a, a, false, true))).toEqual([5, 25]);
    const single = tensor([1, 2], [1, 1, 2]);
    expect(matMul(single, single, true, false).shape).toEqual([1, 2, 2]);
  });
});

describe("kernels of our own in WebAssembly", () => {
  const size = fc.integer({ min: 1, max: 7 });
  const small = fc.integer({ min: 1, max: 3 });
  const channels = fc.integer({ min: 1, max: 13 });
  const padding = fc.constantFrom("same" as const, "valid" as const);
  const geometry = fc
    .tuple(fc.tuple(size, size), fc.tuple(small, small), fc.tuple(small, small), channels, channels, padding)
    .filter(([[height, width], [tall, wide], , , , pad]) => pad === "same" || (tall <= height && wide <= width));

  it("convolve, and go back, as plain JavaScript does", async () => {
    const { cpu, wasm } = await onBoth(geometry, ([image, window, strides, from, to, pad]) => {
      const attributes = { strides, dilations: [1, 1], pad, dataFormat: "NHWC" };
      const x = whole([2, ...image, from], "image");
      const filter = whole([...window, from, to], "filter");
      const outShape = backend_util.computeConv2DInfo(x.shape as Shape4D, filter.shape as Shape4D, strides, 1, pad);
      const dy = whole(outShape.outShape, "dy");
      const ofFilter = { ...attributes, filterShape: filter.shape };
      return [
        run("Conv2D", { x, filter }, attributes),
        run("Conv2DBackpropFilter", { x, dy }, ofFilter),
        run("Conv2DBackpropInput", { dy, filter }, { ...attributes, inputShape: x.shape }),
      ];
    });
    expect(wasm).toEqual(cpu);
  });

  it("send pooling gradients where plain JavaScript does", async () => {
    const { cpu, wasm } = await onBoth(geometry, ([image, filterSize, strides, from, , pad]) => {
      const attributes = { filterSize, strides, pad };
      const input = whole([2, ...image, from], "image");
      const output = run("MaxPool", { x: input }, attributes);
      return [output, run("MaxPoolGrad", { input, output, dy: whole(output.shape, "dy") }, attributes)];
    });
    expect(wasm).toEqual(cpu);
  });

  it("add up columns", async () => {
    const { cpu, wasm } = await onBoth(
      fc.tuple(size, size, fc.integer({ min: 1, max: 40 })),
      ([height, width, columns]) => [
        run("Sum", { x: whole([height, width, columns], "x") }, { axis: [0, 1], keepDims: false }),
        run("Mean", { x: whole([4, 2, columns], "x") }, { axis: [0, 1], keepDims: false }),
      ],
    );
    expect(wasm).toEqual(cpu);
  });

  it("are what their source assembles to", async () => {
    expect(Buffer.from(await kernelsBinary()).equals(await readFile(kernelsFile))).toBe(true);
  });
});

type Shape4D = [number, number, number, number];

/** What a tensor holds. */
interface Values {
  readonly shape: number[];
  readonly values: number[];
}

/** Runs a kernel on the backend that is on. */
function run(kernel: string, inputs: Readonly<Record<string, Values>>, attributes: NamedAttrMap): Values {
  return tidy(() => {
    const entries = Object.entries(inputs).map(([name, { shape, values }]) => [name, tensor(values, shape)] as const);
    const result = engine().runKernel<Tensor>(kernel, Object.fromEntries(entries), attributes);
    return { shape: result.shape, values: valuesOf(result).map((value) => value + 0) };
  });
}

/** What the same work gives for each of many cases on plain JavaScript and on WebAssembly. */
async function onBoth<T>(
  cases: fc.Arbitrary<T>,
  work: (one: T) => Values[],
): Promise<Record<"cpu" | "wasm", object[]>> {
  const samples = fc.sample(cases, { numRuns: 60, seed: 1 });
  const on = async (device: string) => {
    await setBackend(device);
    return samples.map((sample) => ({ sample, results: work(sample) }));
  };
  return { cpu: await on(tfjsCpu.device), wasm: await on(tfjsWasm.device) };
}

/** Small whole numbers, so that float32 sums are exact. */
function whole(shape: number[], label: string): Values {
  const random = randomStream(1, label);
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, values: Array.from({ length }, () => random.below(9) - 4) };
}

function row(values: number[]): ReturnType<typeof tensor4d> {
  return tensor4d(values, [1, 1, values.length, 1]);
}
