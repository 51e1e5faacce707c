import { elementCount } from "@evenkeel/core";
import { z } from "zod";
import type { WireResponse } from "../../transport/wire.ts";
import { AnswerError } from "../answer-error.ts";
import { parseBody } from "../json-body.ts";
import { decodeTensor, decodeTexts } from "./datatype.ts";
import { jsonLengthHeader } from "./infer-request.ts";

const outputSchema = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()).min(1).max(8),
  datatype: z.string(),
  data: z.array(z.unknown()).nullish(),
  parameters: z.looseObject({ binary_data_size: z.int().nonnegative().exactOptional() }).nullish(),
});
type Output = z.infer<typeof outputSchema>;

const answerSchema = z.looseObject({
  model_name: z.string().nullish(),
  model_version: z.union([z.string(), z.number()]).nullish(),
  id: z.string().nullish(),
  outputs: z.array(outputSchema).min(1).max(64),
});

/** An output tensor of an answer: numbers, or texts of a `BYTES` tensor. */
export interface OutputTensor {
  readonly shape: readonly number[];
  readonly values: Float64Array | readonly string[];
}

export interface InferAnswer {
  readonly id: string | null;
  readonly servedBy: string | null;
  readonly output: OutputTensor;
}

/** Most values of an output: a server that claims more is not believed before memory is taken. */
const mostValues = 2 ** 24;

/**
 * An inference answer, in JSON or with the binary tensor extension; which of them the header with the JSON's length
 * says, since KServe's binary answers carry no content type. Throws `AnswerError`.
 */
export function readInferAnswer({ headers, body }: WireResponse, outputName: string): InferAnswer {
  const jsonLength = jsonLengthOf(headers, body.length);
  const answer = parseBody(answerSchema, body.subarray(0, jsonLength), "an inference answer");
  const { id, model_name: name, model_version: version, outputs } = answer;
  const output = outputs.find((entry) => entry.name === outputName);
  if (output === undefined) {
    const got = outputs.map((entry) => entry.name).join(", ");
    throw new AnswerError({ expected: `an output named "${outputName}"`, got });
  }
  const raw = rawTensors(outputs, body.subarray(jsonLength));
  const servedBy = [name, version].filter((part) => part != null && part !== "").join(" ");
  return {
    id: id ?? null,
    servedBy: servedBy === "" ? null : servedBy,
    output: { shape: output.shape, values: valuesOf(output, raw.get(output)) },
  };
}

function jsonLengthOf(headers: WireResponse["headers"], bodyLength: number): number {
  const text = headers[jsonLengthHeader];
  if (text === undefined) return bodyLength;
  const length = /^\d{1,10}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
  if (length <= bodyLength) return length;
  throw new AnswerError({ expected: `a JSON part within ${bodyLength} bytes`, got: `a length of ${text}` });
}

/** The bytes behind the JSON, to each output that has some, in their order. */
function rawTensors(outputs: readonly Output[], bytes: Uint8Array): Map<Output, Uint8Array> {
  const raw = new Map<Output, Uint8Array>();
  let at = 0;
  for (const output of outputs) {
    const size = output.parameters?.binary_data_size;
    if (size === undefined) continue;
    raw.set(output, bytes.subarray(at, at + size));
    at += size;
  }
  if (at === bytes.length) return raw;
  throw new AnswerError({ expected: `${at} bytes of binary tensors`, got: String(bytes.length) });
}

function valuesOf({ shape, datatype, data }: Output, raw: Uint8Array | undefined): OutputTensor["values"] {
  const count = elementCount(shape);
  if (count > mostValues) throw new AnswerError({ expected: `at most ${mostValues} values`, got: String(count) });
  if (raw !== undefined) return datatype === "BYTES" ? decodeTexts(raw, count) : decodeTensor(datatype, raw, count);
  if (data == null) throw new AnswerError({ expected: "data of the output", got: "none" });
  const flat: unknown[] = data.some(Array.isArray) ? data.flat(shape.length) : data;
  if (flat.length !== count) throw new AnswerError({ expected: `${count} values`, got: String(flat.length) });
  if (datatype === "BYTES") return flat.map(textOf);
  return Float64Array.from(flat, numberOf);
}

function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  throw new AnswerError({ expected: "numbers", got: typeof value });
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new AnswerError({ expected: "texts", got: typeof value });
}
