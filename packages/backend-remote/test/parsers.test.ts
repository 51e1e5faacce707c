import { hostTensor } from "@evenkeel/core";
import fc from "fast-check";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { AnswerError } from "../src/protocol/answer-error.ts";
import { errorWordsOf } from "../src/protocol/json-body.ts";
import { decodeTensor, decodeTexts, encodeTensor, layouts } from "../src/protocol/oip/datatype.ts";
import { readInferAnswer } from "../src/protocol/oip/infer-answer.ts";
import { encodePng } from "../src/protocol/png.ts";
import { protocolOf } from "../src/protocol/protocols.ts";
import { retryAfterMs } from "../src/transport/retry-after.ts";
import { hfEndpoint, oipEndpoint, openaiEndpoint } from "./fixtures/endpoints.ts";

const integers: Readonly<Record<string, readonly [min: number, max: number]>> = {
  INT8: [-128, 127],
  UINT8: [0, 255],
  INT16: [-32_768, 32_767],
  UINT16: [0, 65_535],
  INT32: [-(2 ** 31), 2 ** 31 - 1],
  UINT32: [0, 2 ** 32 - 1],
  INT64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  UINT64: [0, Number.MAX_SAFE_INTEGER],
};
const finite = { noNaN: true, noDefaultInfinity: true } as const;

describe("binary tensors", () => {
  it.each(Object.entries(integers))("hold every %s", (datatype, [min, max]) => {
    const values = fc.array(
      fc.maxSafeInteger().map((value) => Math.min(max, Math.max(min, value))),
      { maxLength: 20 },
    );
    const any = fc.oneof(
      values,
      fc.array(fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) })),
    );
    fc.assert(
      fc.property(any, (array) => {
        expect(
          [...decodeTensor(datatype, encodeTensor(datatype, array), array.length)].map((value) => value + 0),
        ).toEqual(array.map((value) => value + 0));
      }),
    );
  });

  it("hold float64 and float32 exactly, and halves of either kind to their precision", () => {
    const roundTrip = (datatype: string, value: number) =>
      decodeTensor(datatype, encodeTensor(datatype, [value]), 1)[0];
    fc.assert(fc.property(fc.double(finite), (value) => Object.is(roundTrip("FP64", value), value)));
    fc.assert(fc.property(fc.float(finite), (value) => Object.is(roundTrip("FP32", value), value)));
    fc.assert(
      fc.property(fc.float({ ...finite, min: -60_000, max: 60_000 }), (value) => {
        const half = roundTrip("FP16", value) ?? Number.NaN;
        expect(Math.abs(half - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
        const brain = roundTrip("BF16", value) ?? Number.NaN;
        expect(Math.abs(brain - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 2 ** -8, 2 ** -133));
      }),
    );
    expect(roundTrip("BF16", Number.NaN)).toBeNaN();
    expect(roundTrip("FP16", 1e6)).toBe(Infinity);
  });

  it("lie little-endian", () => {
    expect([...encodeTensor("FP32", [1])]).toEqual([0, 0, 0x80, 0x3f]);
    expect([...encodeTensor("INT16", [258])]).toEqual([2, 1]);
  });

  it("of a wrong length or an unknown datatype are refused", () => {
    for (const datatype of Object.keys(layouts)) {
      expect(() => decodeTensor(datatype, new Uint8Array(7 * 8 + 1), 7)).toThrow(AnswerError);
    }
    expect(() => decodeTensor("toString", new Uint8Array(1), 1)).toThrow(/a datatype of numbers/);
    expect(() => decodeTensor("BOOL", new Uint8Array(1), 1)).toThrow(AnswerError);
  });

  it("of texts hold every text, and are refused where lengths do not add up", () => {
    const encode = (texts: readonly string[]) =>
      Buffer.concat(
        texts.flatMap((text) => {
          const length = Buffer.alloc(4);
          length.writeUInt32LE(Buffer.byteLength(text));
          return [length, Buffer.from(text)];
        }),
      );
    const texts = fc.array(
      fc.string({ unit: "grapheme" }).map((text) => text.toWellFormed()),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(texts, (list) => {
        expect(decodeTexts(encode(list), list.length)).toEqual(list);
      }),
    );
    fc.assert(
      fc.property(texts, (list) => {
        expect(() => decodeTexts(encode([...list, "x"]), list.length)).toThrow(AnswerError);
        expect(() => decodeTexts(encode(list), list.length + 1)).toThrow(AnswerError);
      }),
    );
    expect(() => decodeTexts(Buffer.from([255, 255, 255, 255, 1]), 1)).toThrow(AnswerError);
  });
});

/** Whether work gives one image, or throws what it may throw. */
function outcomeOf(work: () => number): unknown {
  try {
    return work() === 1 ? "as it should be" : "another count";
  } catch (error) {
    return error instanceof AnswerError ? "as it should be" : error;
  }
}

describe("foreign bytes", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .object({ maxDepth: 4 })
      .map((value) => Buffer.from(JSON.stringify({ outputs: [value], choices: [value], error: value }))),
    fc
      .record({
        shape: fc.array(fc.integer({ min: -2, max: 9 })),
        datatype: fc.constantFrom("FP32", "BYTES", "INT8", "x"),
        data: fc.jsonValue(),
      })
      .map((output) => Buffer.from(JSON.stringify({ outputs: [{ name: "logits", ...output }] }))),
  );

  it("are an answer, or an error of the protocol", () => {
    const protocols = [oipEndpoint, openaiEndpoint, hfEndpoint].map((make) => protocolOf(make("http://127.0.0.1:1")));
    const request = { method: "POST", path: "", headers: {}, body: null, canonical: "", images: 1 } as const;
    fc.assert(
      fc.property(bytes, fc.option(fc.string({ maxLength: 12 })), (body, length) => {
        const headers: Record<string, string> = length === null ? {} : { "inference-header-content-length": length };
        for (const protocol of protocols) {
          expect(outcomeOf(() => protocol.answer({ status: 200, headers, body }, request).images.length)).toBe(
            "as it should be",
          );
          expect(protocol.errorWords({ status: 500, headers, body })).toBeTypeOf("string");
        }
      }),
      { numRuns: 500 },
    );
  });

  it("of a binary answer may be split anywhere", () => {
    const raw = encodeTensor("FP32", [1, 2, 3, 4]);
    const json = Buffer.from(
      JSON.stringify({
        outputs: [{ name: "logits", shape: [2, 2], datatype: "FP32", parameters: { binary_data_size: 16 } }],
      }),
    );
    const body = Buffer.concat([json, raw]);
    const read = (length: number) =>
      readInferAnswer({ status: 200, headers: { "inference-header-content-length": String(length) }, body }, "logits");
    expect([...read(json.length).output.values]).toEqual([1, 2, 3, 4]);
    const wrong = Array.from({ length: body.length + 3 }, (_, length) => length).filter(
      (length) => length !== json.length,
    );
    for (const length of wrong) expect(() => read(length)).toThrow(AnswerError);
  });

  it("in Retry-After are a time within a day, or none", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = retryAfterMs({ "retry-after": text });
        expect(ms === null || (ms >= 0 && ms <= 86_400_000)).toBe(true);
      }),
    );
  });
});

describe("what error responses say", () => {
  it.each([
    ['{"error": "model not ready"}', "model not ready"],
    ['{"error": {"message": "Invalid key", "code": 1}}', "Invalid key"],
    ['{"detail": "Not Found"}', "Not Found"],
    [
      '{"detail": [{"loc": ["body", "inputs", 0], "msg": "Field required", "type": "missing"}]}',
      "body.inputs.0: Field required",
    ],
    ['{"message": "no"}', "no"],
    ["<html>Bad gateway</html>", "<html>Bad gateway</html>"],
    ['{"other": 1}', '{"other": 1}'],
    ["", ""],
  ])("%s", (text, words) => {
    expect(errorWordsOf({ status: 500, headers: {}, body: Buffer.from(text) })).toBe(words);
  });
});

it.each([1, 3])("images of %i channels are the same pixels in a PNG", async (channels) => {
  const data = Float32Array.from({ length: 5 * 7 * channels }, (_, index) => ((index * 37) % 256) / 255);
  const { bytes, pixels } = await encodePng(hostTensor([1, 5, 7, channels], data));
  const decoded = await sharp(bytes)
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(decoded.info).toMatchObject({ height: 5, width: 7, channels });
  expect([...decoded.data]).toEqual([...pixels]);
  expect([...pixels]).toEqual(Array.from(data, (value) => Math.round(value * 255)));
});
