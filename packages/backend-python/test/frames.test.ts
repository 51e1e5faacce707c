import { BackendError } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeFrame, FrameReader, type Frame, type FrameTensor } from "../src/frames.ts";

const tensor = fc.tuple(fc.array(fc.nat(4), { maxLength: 4 }), fc.boolean()).map(([shape, isFloat]): FrameTensor => {
  const count = shape.reduce((product, size) => product * size, 1);
  const data = isFloat ? new Float32Array(count) : new Int32Array(count);
  return { shape, data: data.map((_, index) => index - 3) };
});
const frame = fc.record({
  header: fc.dictionary(
    fc.string().filter((key) => key !== "tensors" && key !== "__proto__"),
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    { noNullPrototype: true },
  ),
  tensors: fc
    .dictionary(fc.stringMatching(/^[a-z/.]+$/), tensor, { noNullPrototype: true })
    .map((entries) => new Map(Object.entries(entries))),
});

function bytesOf(frames: readonly Frame[]): Buffer {
  return Buffer.concat(frames.flatMap(encodeFrame));
}

function withHeader(text: string): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
}

describe("FrameReader", () => {
  it("gives back what was encoded, however the stream is cut", () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 4 }), fc.integer({ min: 1, max: 50 }), (frames, chunkBytes) => {
        const bytes = bytesOf(frames);
        const reader = new FrameReader();
        const read: Frame[] = [];
        for (let at = 0; at < bytes.length; at += chunkBytes)
          read.push(...reader.push(bytes.subarray(at, at + chunkBytes)));
        expect(read).toEqual(frames);
      }),
    );
  });

  it.each([
    ["a header that is no JSON", withHeader("{")],
    ["an unknown kind of tensor", withHeader('{"tensors":[{"name":"a","dtype":"float64","shape":[1]}]}')],
    ["a negative size", withHeader('{"tensors":[{"name":"a","dtype":"int32","shape":[-1]}]}')],
    [
      "a tensor of more than any memory",
      withHeader('{"tensors":[{"name":"a","dtype":"int32","shape":[9999999,9999999]}]}'),
    ],
    ["a header of more than any header", Buffer.from("Traceback")],
  ])("refuses %s", (_, bytes) => {
    expect(() => new FrameReader().push(bytes)).toThrow(BackendError);
  });
});
