import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imagesToTensor } from "../src/images-to-tensor.ts";

const size = { height: 2, width: 2, channels: 3 };
const pixels = Uint8Array.from({ length: 36 }, (_, at) => at * 7);
const images = { count: 3, pixels, labels: Int32Array.of(0, 1, 2) };

describe("imagesToTensor", () => {
  it("gives the chosen images in the chosen order, divided by 255 in float32", () => {
    const choice = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 8 });
    fc.assert(
      fc.property(choice, (indices) => {
        const { shape, data } = imagesToTensor(images, size, Int32Array.from(indices));
        expect(shape).toEqual([indices.length, 2, 2, 3]);
        const expected = indices.flatMap((index) => [...pixels.subarray(index * 12, (index + 1) * 12)]);
        expect(data).toEqual(Float32Array.from(expected, (value) => value / 255));
      }),
    );
  });

  it.each([-1, 3])("refuses image %i of 3", (index) => {
    expect(() => imagesToTensor(images, size, Int32Array.of(0, index))).toThrow(RangeError);
  });
});
