import { DataError, hostTensor, type Weights } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "../src/index.ts";

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const tensor = shape.chain((sizes) => {
  const count = sizes.reduce((product, size) => product * size, 1);
  return fc
    .array(fc.float({ noNaN: true }), { minLength: count, maxLength: count })
    .map((values) => hostTensor(sizes, Float32Array.from(values)));
});
const name = fc.stringMatching(/^[a-z]{1,6}\.[a-z]{1,6}$/);
const weights = fc.array(fc.tuple(name, tensor), { maxLength: 5 }).map((entries): Weights => new Map(entries));

function file(header: unknown, data = new Uint8Array(0), declared?: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(declared ?? json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const f32 = (begin: number, end: number, sizes: number[]) => ({
  dtype: "F32",
  shape: sizes,
  data_offsets: [begin, end],
});

describe("safetensors", () => {
  it("gives back what went in, bit for bit", () => {
    fc.assert(
      fc.property(weights, (original) => {
        expect(decodeSafetensors(encodeSafetensors(original), "f")).toEqual(original);
      }),
    );
  });

  it("reads from a Buffer, as files come, at any alignment", () => {
    const original = new Map([
      ["a.kernel", hostTensor([2], Float32Array.of(1, 2))],
      ["b", hostTensor([1])],
    ]);
    const bytes = encodeSafetensors(original);
    const unaligned = Buffer.concat([Buffer.alloc(1), bytes]).subarray(1);
    expect(decodeSafetensors(unaligned, "f")).toEqual(original);
  });

  it("refuses every truncation in one line that names the file", () => {
    const whole = encodeSafetensors(new Map([["a.kernel", hostTensor([2, 3])]]), { model: "m" });
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decodeSafetensors(whole.subarray(0, length), "cut.safetensors")).toThrow(/^cut\.safetensors: /);
    }
  });

  it.each([
    ["a header beyond the file", file({}, undefined, 1e12)],
    ["no JSON", file("{")],
    ["no object", file("[]")],
    ["another type", file({ a: { ...f32(0, 4, [1]), dtype: "F16" } }, new Uint8Array(4))],
    ["a shape of another size", file({ a: f32(0, 8, [1]) }, new Uint8Array(8))],
    ["overlapping tensors", file({ a: f32(0, 8, [2]), b: f32(4, 12, [2]) }, new Uint8Array(12))],
    ["a gap", file({ a: f32(4, 8, [1]) }, new Uint8Array(8))],
    ["bytes left over", file({ a: f32(0, 4, [1]) }, new Uint8Array(8))],
    ["a huge shape", file({ a: f32(0, 4, [2 ** 40, 2 ** 40]) }, new Uint8Array(4))],
    ["metadata that is no text", file({ __metadata__: { a: 1 } })],
  ])("refuses %s", (_, bytes) => {
    expect(() => decodeSafetensors(bytes, "f")).toThrow(DataError);
  });
});
