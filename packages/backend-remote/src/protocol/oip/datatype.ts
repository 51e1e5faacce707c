import { AnswerError } from "../answer-error.ts";

/** How values of a datatype of the protocol lie in a binary tensor: little-endian, row-major. */
interface Layout {
  readonly bytes: number;
  read(view: DataView, at: number): number;
  write(view: DataView, at: number, value: number): void;
}

/** By datatype; `BYTES` has its own form, and `BOOL` predicts nothing. */
export const layouts: Readonly<Record<string, Layout>> = {
  FP64: {
    bytes: 8,
    read: (view, at) => view.getFloat64(at, true),
    write: (view, at, value) => view.setFloat64(at, value, true),
  },
  FP32: {
    bytes: 4,
    read: (view, at) => view.getFloat32(at, true),
    write: (view, at, value) => view.setFloat32(at, value, true),
  },
  FP16: {
    bytes: 2,
    read: (view, at) => view.getFloat16(at, true),
    write: (view, at, value) => view.setFloat16(at, value, true),
  },
  /** The upper half of a float32. */
  BF16: {
    bytes: 2,
    read: (view, at) => new Float32Array(Uint32Array.of(view.getUint16(at, true) << 16).buffer)[0] ?? Number.NaN,
    write: (view, at, value) => view.setUint16(at, upperHalf(value), true),
  },
  INT64: {
    bytes: 8,
    read: (view, at) => Number(view.getBigInt64(at, true)),
    write: (view, at, value) => view.setBigInt64(at, BigInt(value), true),
  },
  UINT64: {
    bytes: 8,
    read: (view, at) => Number(view.getBigUint64(at, true)),
    write: (view, at, value) => view.setBigUint64(at, BigInt(value), true),
  },
  INT32: {
    bytes: 4,
    read: (view, at) => view.getInt32(at, true),
    write: (view, at, value) => view.setInt32(at, value, true),
  },
  UINT32: {
    bytes: 4,
    read: (view, at) => view.getUint32(at, true),
    write: (view, at, value) => view.setUint32(at, value, true),
  },
  INT16: {
    bytes: 2,
    read: (view, at) => view.getInt16(at, true),
    write: (view, at, value) => view.setInt16(at, value, true),
  },
  UINT16: {
    bytes: 2,
    read: (view, at) => view.getUint16(at, true),
    write: (view, at, value) => view.setUint16(at, value, true),
  },
  INT8: { bytes: 1, read: (view, at) => view.getInt8(at), write: (view, at, value) => view.setInt8(at, value) },
  UINT8: { bytes: 1, read: (view, at) => view.getUint8(at), write: (view, at, value) => view.setUint8(at, value) },
};

/** Rounds to even, as processors do. */
function upperHalf(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
  if (Number.isNaN(value)) return 0x7fc0;
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

/** Values as the bytes of a binary tensor. Throws a `RangeError` for a datatype that has no such form. */
export function encodeTensor(datatype: string, values: ArrayLike<number>): Uint8Array {
  const layout = layouts[datatype];
  if (layout === undefined) throw new RangeError(`no binary form of ${datatype}`);
  const bytes = new Uint8Array(values.length * layout.bytes);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index += 1) layout.write(view, index * layout.bytes, values[index] ?? 0);
  return bytes;
}

/** The bytes of a binary tensor as values. Throws `AnswerError` where they are not `count` of the datatype. */
export function decodeTensor(datatype: string, bytes: Uint8Array, count: number): Float64Array {
  const layout = Object.hasOwn(layouts, datatype) ? layouts[datatype] : undefined;
  if (layout === undefined) throw new AnswerError({ expected: "a datatype of numbers", got: datatype });
  if (bytes.length !== count * layout.bytes) {
    throw new AnswerError({ expected: `${count * layout.bytes} bytes of ${datatype}`, got: String(bytes.length) });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: count }, (_, index) => layout.read(view, index * layout.bytes));
}

/** A BYTES tensor: each text behind its length, 4 bytes little-endian. Throws `AnswerError` for other bytes. */
export function decodeTexts(bytes: Uint8Array, count: number): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts: string[] = [];
  let at = 0;
  while (at + 4 <= bytes.length && texts.length < count) {
    const length = view.getUint32(at, true);
    if (length > bytes.length - at - 4) break;
    texts.push(Buffer.from(bytes.subarray(at + 4, at + 4 + length)).toString());
    at += 4 + length;
  }
  if (texts.length === count && at === bytes.length) return texts;
  throw new AnswerError({ expected: `${count} texts behind their lengths`, got: "bytes that hold others" });
}
