import { DataError } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeIdx, encodeIdx } from "../src/idx.ts";

const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });
const product = (shape: readonly number[]) => shape.reduce((count, size) => count * size, 1);
function attempt<T>(work: () => T): T | DataError {
  try {
    return work();
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}

describe("IDX", () => {
  it("gives back every array of bytes and of integers", () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), fc.infiniteStream(fc.maxSafeInteger()), (shape, wide, stream) => {
        const numbers = [...stream.take(product(shape))];
        const values = wide ? Int32Array.from(numbers) : Uint8Array.from(numbers);
        expect(decodeIdx(encodeIdx({ shape, values }), "x")).toEqual({ shape, values });
      }),
    );
  });

  it("is the format of the MNIST page, byte for byte", () => {
    expect([...encodeIdx({ shape: [2, 1], values: Uint8Array.of(7, 255) })]).toEqual([
      0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 1, 7, 255,
    ]);
    expect([...encodeIdx({ shape: [1], values: Int32Array.of(-2) })]).toEqual([
      0, 0, 12, 1, 0, 0, 0, 1, 255, 255, 255, 254,
    ]);
  });

  it("refuses a file cut anywhere, and one byte too many", () => {
    const whole = encodeIdx({ shape: [3, 2], values: Int32Array.of(1, 2, 3, 4, 5, 6) });
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decodeIdx(whole.subarray(0, length), "cut.idx"), `${length}`).toThrow(
        /cut\.idx: (truncated|not an IDX)/,
      );
    }
    const longer = new Uint8Array(whole.length + 1);
    longer.set(whole);
    expect(() => decodeIdx(longer, "long.idx")).toThrow(/long\.idx: bytes after the end .*expected 36 bytes.*got 37/);
  });

  it("answers any bytes with an array or a DataError, and allocates nothing for a size it cannot have", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, claims) => {
        if (claims) bytes.set([0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255].slice(0, bytes.length));
        const answer = attempt(() => decodeIdx(bytes, "x"));
        expect(answer instanceof DataError || answer.values.length === product(answer.shape)).toBe(true);
      }),
    );
  });

  it("refuses other element types and a shape that its values do not fill", () => {
    expect(() => decodeIdx(Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 0), "float.idx")).toThrow(/unsupported.*got 0d/);
    expect(() => decodeIdx(Uint8Array.of(1, 0, 8, 1, 0, 0, 0, 0), "x")).toThrow(/not an IDX file.*got 01 00 08 01/);
    expect(() => encodeIdx({ shape: [2], values: Uint8Array.of(1) })).toThrow(RangeError);
    expect(() => encodeIdx({ shape: [], values: Uint8Array.of(1) })).toThrow(RangeError);
  });

  it("decodes a view that does not begin at its buffer's start", () => {
    const whole = encodeIdx({ shape: [2], values: Int32Array.of(5, -6) });
    const shifted = new Uint8Array(whole.length + 3);
    shifted.set(whole, 3);
    expect(decodeIdx(shifted.subarray(3), "x").values).toEqual(Int32Array.of(5, -6));
  });
});
