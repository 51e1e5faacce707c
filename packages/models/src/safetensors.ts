import { claimedCount, DataError, elementCount, hostTensor, type HostTensor, type Weights } from "@evenkeel/core";
import { z } from "zod";

/** The header may not be larger; the format's own limit. */
const maxHeaderBytes = 100_000_000;
const prefixBytes = 8;

const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const metadataSchema = z.record(z.string(), z.string());

/**
 * Weights as a safetensors file: 8 bytes of little-endian header length, a JSON header padded with spaces to a multiple
 * of 8, then the tensors' bytes without gaps in the order given. The same weights give the same bytes.
 * Source: the safetensors format description (huggingface/safetensors, README "Format").
 */
export function encodeSafetensors(weights: Weights, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  let offset = 0;
  const entries = [...weights].map(([name, { shape, data }]) => {
    const begin = offset;
    offset += data.byteLength;
    return [name, { dtype: "F32", shape, data_offsets: [begin, offset] }] as const;
  });
  const described = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  const json = JSON.stringify({ ...described, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(json);
  const headerBytes = Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(prefixBytes + headerBytes + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(header, prefixBytes);
  file.fill(0x20, prefixBytes + header.length, prefixBytes + headerBytes);
  let position = prefixBytes + headerBytes;
  for (const { data } of weights.values()) {
    file.set(littleEndianBytes(data), position);
    position += data.byteLength;
  }
  return file;
}

/**
 * The float32 tensors of a safetensors file, in the file's order. Nothing in it is trusted: sizes are checked before
 * memory is taken. Throws `DataError` naming `where` for anything but a whole, gapless file of F32 tensors.
 */
export function decodeSafetensors(bytes: Uint8Array, where: string): Weights {
  const headerBytes = headerLength(bytes, where);
  const body = bytes.subarray(prefixBytes + headerBytes);
  const entries = Object.entries(parseHeader(bytes.subarray(prefixBytes, prefixBytes + headerBytes), where))
    .filter(([name, value]) => !isMetadata(name, value, where))
    .map(([name, value]) => [name, parseEntry(name, value, where)] as const)
    .toSorted(([, a], [, b]) => a.begin - b.begin);
  let expected = 0;
  const tensors = entries.map(([name, { shape, begin, end }]): [string, HostTensor] => {
    if (begin !== expected) throw broken(where, `"${name}" begins at byte ${begin} of the data`, `${expected}`);
    if (end > body.length) throw broken(where, `"${name}" ends at byte ${end} of the data`, `at most ${body.length}`);
    expected = end;
    return [name, hostTensor(shape, readFloats(body.subarray(begin, end)))];
  });
  if (expected !== body.length) throw broken(where, `${body.length} bytes of data`, `${expected}`);
  return new Map(tensors);
}

function headerLength(bytes: Uint8Array, where: string): number {
  if (bytes.length < prefixBytes) throw broken(where, `a file of ${bytes.length} bytes`, "at least 8");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const available = Math.min(maxHeaderBytes, bytes.length - prefixBytes);
  if (length > BigInt(available)) throw broken(where, `a header of ${length} bytes`, `at most ${available}`);
  return Number(length);
}

function parseHeader(bytes: Uint8Array, where: string): Record<string, unknown> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch (cause) {
    throw new DataError("not a safetensors file", { where, expected: "a JSON object as header", cause });
  }
}

function isMetadata(name: string, value: unknown, where: string): boolean {
  if (name !== "__metadata__") return false;
  if (!metadataSchema.safeParse(value).success) throw broken(where, "other __metadata__", "strings by name");
  return true;
}

function parseEntry(name: string, value: unknown, where: string) {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) throw broken(where, `the entry of "${name}"`, "dtype, shape and data_offsets");
  const {
    dtype,
    shape,
    data_offsets: [begin, end],
  } = parsed.data;
  if (dtype !== "F32") throw broken(where, `"${name}" of type ${dtype}`, "F32");
  const bytes = elementCount(shape) * Float32Array.BYTES_PER_ELEMENT;
  if (end - begin !== bytes)
    throw broken(where, `"${name}" of ${end - begin} bytes`, `${claimedCount(bytes)} for [${shape.join(", ")}]`);
  return { shape, begin, end };
}

/**
 * A copy, because the source need not be aligned (and not by `slice`, which for a Buffer copies nothing); bytes swapped
 * on the rare big-endian machine.
 */
function readFloats(bytes: Uint8Array): Float32Array {
  const copy = new Uint8Array(bytes);
  return new Float32Array(littleEndian ? copy.buffer : swapped(copy).buffer);
}

function littleEndianBytes(data: Float32Array): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return littleEndian ? bytes : swapped(bytes.slice());
}

const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

function swapped(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).swap32();
  return bytes;
}

function broken(where: string, got: string, expected: string): DataError {
  return new DataError("not a whole safetensors file of F32 tensors", {
    where,
    expected,
    got,
    remedy: "export or download it again",
  });
}
