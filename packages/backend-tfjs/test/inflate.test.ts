import { conv2d, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { tfjsCpu } from "../src/cpu.ts";
import { deflate, inflate } from "../src/inflate.ts";
import { tfjsWasm } from "../src/wasm.ts";
import { valuesOf } from "./values.ts";

const count = (length: number) => Float32Array.from({ length }, (_, index) => index + 1);

describe.each([tfjsCpu, tfjsWasm])("inflate on $id", ({ device: backend }) => {
  it("puts zeros between the taps and nowhere else", async () => {
    await setBackend(backend);
    const inflated = inflate(tensor4d(count(4), [2, 2, 1, 1]), [2, 3]);
    expect(inflated.shape).toEqual([3, 4, 1, 1]);
    expect(valuesOf(inflated)).toEqual([1, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 4]);
  });

  it("gives the dilated convolution, and is undone by deflate", async () => {
    await setBackend(backend);
    const kernel = tensor4d(count(2 * 3 * 2 * 2), [2, 3, 2, 2]);
    const image = tensor4d(count(2 * 7 * 8 * 2), [2, 7, 8, 2]);
    const inflated = inflate(kernel, [3, 2]);
    const dilated = conv2d(image, kernel, 1, "same", "NHWC", [3, 2]);
    expect(valuesOf(conv2d(image, inflated, 1, "same"))).toEqual(valuesOf(dilated));
    expect(valuesOf(deflate(inflated, [3, 2]))).toEqual(valuesOf(kernel));
  });
});
