import { elementCount, hostTensor, quotedText, type HostTensor } from "@evenkeel/core";
import type { Incoming } from "../protocol.ts";
import { parseBody, Refusal } from "../refusal.ts";
import type { ServedModel } from "../served-model.ts";
import { flatNumbers } from "./flat-numbers.ts";
import {
  bytesPerValue,
  datatype,
  inferRequestSchema,
  inputName,
  type InferInput,
  type InferRequest,
} from "./tensor-schema.ts";

/** Where the JSON of a body ends and tensors in binary begin. */
export const headerLengthHeader = "inference-header-content-length";
/** Most images of one request. */
export const mostImages = 1024;

export interface ParsedInfer {
  readonly request: InferRequest;
  /** [N, height, width, channels], finite. */
  readonly images: HostTensor;
}

/** An inference request, its tensor in JSON or in binary. Throws `Refusal` where it does not fit the model. */
export function parseInfer({ headers, body }: Pick<Incoming, "headers" | "body">, served: ServedModel): ParsedInfer {
  const jsonLength = headerLength(headers[headerLengthHeader], body.length);
  const request = parseBody(inferRequestSchema, body.subarray(0, jsonLength ?? body.length));
  const input = onlyInput(request);
  const shape = checkedShape(input, served);
  const binarySize = input.parameters?.binary_data_size;
  const binary = jsonLength === null ? null : body.subarray(jsonLength);
  if (binarySize === undefined) {
    if (binary !== null && binary.length > 0) throw new Refusal(400, `${binary.length} bytes belong to no input`);
    return { request, images: hostTensor(shape, flatNumbers(input.data, elementCount(shape))) };
  }
  if (binary === null) throw new Refusal(400, `binary_data_size without the header ${headerLengthHeader}`);
  return { request, images: hostTensor(shape, floatsOf(binary, binarySize, elementCount(shape))) };
}

/** Null where the whole body is JSON. */
function headerLength(header: string | string[] | undefined, bodyLength: number): number | null {
  if (header === undefined) return null;
  const length = typeof header === "string" && /^\d{1,10}$/.test(header) ? Number(header) : Number.NaN;
  if (length <= bodyLength) return length;
  throw new Refusal(400, `${headerLengthHeader}: expected a whole number up to the body's ${bodyLength} bytes`);
}

function onlyInput({ inputs }: InferRequest): InferInput {
  const [input, another] = inputs;
  if (input !== undefined && another === undefined && input.name === inputName) return input;
  const got = inputs.map(({ name }) => quotedText(name)).join(", ");
  throw new Refusal(400, `expected one input, "${inputName}"; got ${got}`);
}

function checkedShape({ shape, datatype: got, name }: InferInput, { input }: ServedModel): readonly number[] {
  if (got !== datatype) throw new Refusal(400, `${name}: expected ${datatype}; got ${quotedText(got)}`);
  const [count = 0, ...image] = shape;
  const { height, width, channels } = input;
  const wanted = [height, width, channels];
  const fits = image.length === wanted.length && image.every((size, at) => size === wanted[at]);
  if (!fits || shape.length === 0) {
    throw new Refusal(400, `${name}: expected shape [N,${wanted.join(",")}]; got [${shape.join(",")}]`);
  }
  if (count >= 1 && count <= mostImages) return shape;
  throw new Refusal(400, `${name}: expected 1 to ${mostImages} images; got ${count}`);
}

/** Little-endian float32. */
function floatsOf(binary: Uint8Array, claimed: number, count: number): Float32Array {
  const expected = count * bytesPerValue;
  if (claimed !== expected || binary.length !== expected) {
    throw new Refusal(
      400,
      `${inputName}: expected ${expected} bytes of data; got ${binary.length}, binary_data_size ${claimed}`,
    );
  }
  // A copy, because the source need not be aligned; every runtime here computes on little-endian machines.
  const values = new Float32Array(new Uint8Array(binary).buffer);
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return values;
  throw new Refusal(400, `${inputName}: expected finite numbers; got ${values[at]} at ${at}`);
}
