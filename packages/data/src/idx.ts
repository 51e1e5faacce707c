import { claimedCount, DataError, elementCount } from "@evenkeel/core";

/** An array of the IDX format (the MNIST database's own, described on its page): a type, sizes, values row-major. */
export interface IdxArray<Values extends Uint8Array | Int32Array = Uint8Array | Int32Array> {
  readonly shape: readonly number[];
  readonly values: Values;
}

const types = { uint8: 0x08, int32: 0x0c } as const;

/**
 * Decodes an IDX file of unsigned bytes or big-endian 32-bit integers. Bytes are a view into the file, not a copy.
 * Nothing is allocated before the sizes that the header claims have been held against the file's real length.
 *
 * @throws {DataError} wrong magic, another element type, a size that is not the file's.
 */
export function decodeIdx(bytes: Uint8Array, where: string): IdxArray {
  const [zeroHigh, zeroLow, type, rank] = bytes;
  if (zeroHigh !== 0 || zeroLow !== 0 || rank === undefined || rank === 0) {
    throw new DataError("not an IDX file", {
      where,
      expected: "magic 00 00 <type> <rank>",
      got: hex(bytes.subarray(0, 4)),
    });
  }
  if (type !== types.uint8 && type !== types.int32) {
    const expected = "element type 08 (unsigned bytes) or 0c (32-bit integers)";
    throw new DataError("unsupported IDX file", { where, expected, got: hex(bytes.subarray(2, 3)) });
  }
  const headerBytes = 4 + 4 * rank;
  if (bytes.length < headerBytes) throw wrongLength(where, headerBytes, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = elementCount(shape);
  const expectedBytes = headerBytes + count * (type === types.uint8 ? 1 : 4);
  if (bytes.length !== expectedBytes) throw wrongLength(where, expectedBytes, bytes.length);
  // Not `subarray`, which of a Buffer gives a Buffer, whose `slice` does not copy.
  if (type === types.uint8)
    return { shape, values: new Uint8Array(bytes.buffer, bytes.byteOffset + headerBytes, count) };
  return { shape, values: Int32Array.from({ length: count }, (_, index) => view.getInt32(headerBytes + 4 * index)) };
}

/** The IDX file of an array. Throws a `RangeError` when the values are not as many as the shape says. */
export function encodeIdx({ shape, values }: IdxArray): Uint8Array {
  if (elementCount(shape) !== values.length || shape.length === 0 || shape.length > 255) {
    throw new RangeError(`IDX of shape [${shape.join(", ")}] cannot hold ${values.length} values`);
  }
  const headerBytes = 4 + 4 * shape.length;
  const bytes = new Uint8Array(headerBytes + values.byteLength);
  const view = new DataView(bytes.buffer);
  bytes[2] = values instanceof Uint8Array ? types.uint8 : types.int32;
  bytes[3] = shape.length;
  for (const [axis, size] of shape.entries()) view.setUint32(4 + 4 * axis, size);
  if (values instanceof Uint8Array) bytes.set(values, headerBytes);
  else for (const [index, value] of values.entries()) view.setInt32(headerBytes + 4 * index, value);
  return bytes;
}

function wrongLength(where: string, expectedBytes: number, actualBytes: number): DataError {
  return new DataError(actualBytes < expectedBytes ? "truncated IDX file" : "bytes after the end of the IDX data", {
    where,
    expected: `${claimedCount(expectedBytes)} bytes, as its header says`,
    got: `${actualBytes}`,
  });
}

function hex(bytes: Uint8Array): string {
  return bytes.length === 0 ? "nothing" : [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
