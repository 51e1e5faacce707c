import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Attribute, OnnxGraph, OnnxTensor } from "../../src/onnx/model.ts";
import { decoded } from "../decode.ts";

function graphWith(parts: Partial<OnnxGraph>): OnnxGraph {
  return { name: "g", nodes: [], initializers: [], inputs: [], outputs: [], ...parts };
}

function attributeOf(value: Attribute) {
  const node = { type: "Op", inputs: ["x"], outputs: ["y"], attributes: { a: value } };
  return decoded(graphWith({ nodes: [node] })).graph.node[0]?.attribute[0];
}

describe("encodeModel", () => {
  it("states IR version 8 and operator set 18", () => {
    const model = decoded(graphWith({}));
    expect(model.ir_version).toBe(8);
    expect(model.opset_import.map(({ version }) => version)).toEqual([18]);
  });

  it("keeps whole numbers exact, zero and negative ones included", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.array(fc.maxSafeInteger()), (one, many) => {
        expect(attributeOf(one)).toMatchObject({ type: 2, i: one });
        expect(attributeOf(many)).toMatchObject({ type: 7, ints: many });
      }),
    );
  });

  it("keeps real numbers to float32, text and subgraphs", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), fc.string({ unit: "binary" }), (real, text) => {
        expect(attributeOf({ float: real })).toMatchObject({ type: 1, f: real });
        const kept = attributeOf(text);
        expect(kept?.type).toBe(3);
        expect(new TextDecoder("utf-8", { ignoreBOM: true }).decode(kept?.s)).toBe(text);
      }),
    );
    const body = graphWith({ name: "body" });
    expect(attributeOf({ graph: body })).toMatchObject({ type: 5, g: { name: "body" } });
  });

  it("keeps every bit of a constant", () => {
    fc.assert(
      fc.property(fc.float32Array(), fc.bigInt64Array(), (reals, integers) => {
        const initializers: OnnxTensor[] = [
          { name: "reals", type: "float32", dims: [reals.length], data: reals },
          { name: "integers", type: "int64", dims: [integers.length, 1], data: integers },
        ];
        const [first, second] = decoded(graphWith({ initializers })).graph.initializer;
        expect(first).toMatchObject({ name: "reals", data_type: 1, dims: [reals.length] });
        expect(second).toMatchObject({ name: "integers", data_type: 7, dims: [integers.length, 1] });
        expect(Buffer.from(first?.raw_data ?? []).equals(Buffer.from(reals.buffer))).toBe(true);
        expect(Buffer.from(second?.raw_data ?? []).equals(Buffer.from(integers.buffer))).toBe(true);
      }),
    );
  });
});
