import { BackendError, claimedCount, elementCount } from "@evenkeel/core";
import { z } from "zod";

/** A tensor in a frame: images and weights are float32, labels int32. */
export interface FrameTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** One message between this process and a Python worker: python/frames.py is the other end. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, FrameTensor>;
}

const longestHeaderBytes = 16 * 2 ** 20;
const longestTensorsBytes = 2 ** 32;

const headerSchema = z.looseObject({
  tensors: z.array(
    z.strictObject({
      name: z.string(),
      dtype: z.enum(["float32", "int32"]),
      shape: z.array(z.int().nonnegative()),
    }),
  ),
});
type Header = z.infer<typeof headerSchema>;

/** The parts to write, in order: u32 length of the JSON header, the header, its tensors, raw, little-endian. */
export function encodeFrame({ header, tensors }: Frame): Uint8Array[] {
  const listed = [...tensors].map(([name, { shape, data }]) => ({ name, dtype: dtypeOf(data), shape }));
  const text = Buffer.from(JSON.stringify({ ...header, tensors: listed }), "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const views = [...tensors.values()].map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return [length, text, ...views];
}

/** Puts frames together from the chunks of a stream. Throws `BackendError` on what is no frame. */
export class FrameReader {
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #header: Header | null = null;
  /** Bytes to have before the next step can be taken. */
  #needed = 4;
  #step: "length" | "header" | "tensors" = "length";

  /** The frames that are whole with this chunk. */
  push(chunk: Uint8Array): Frame[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    const frames: Frame[] = [];
    while (this.#bytes >= this.#needed) {
      const frame = this.#advance(this.#take(this.#needed));
      if (frame !== null) frames.push(frame);
    }
    return frames;
  }

  #advance(bytes: Buffer): Frame | null {
    switch (this.#step) {
      case "length":
        this.#expect("header", withinLimit(bytes.readUInt32LE(0), longestHeaderBytes));
        return null;
      case "header":
        this.#header = parseHeader(bytes);
        this.#expect("tensors", withinLimit(tensorBytes(this.#header), longestTensorsBytes));
        return null;
      case "tensors": {
        const { tensors, ...header } = this.#header ?? { tensors: [] };
        this.#expect("length", 4);
        return { header, tensors: readTensors(tensors, bytes) };
      }
    }
  }

  #expect(step: "length" | "header" | "tensors", bytes: number): void {
    this.#step = step;
    this.#needed = bytes;
  }

  #take(count: number): Buffer {
    const all = Buffer.concat(this.#chunks, this.#bytes);
    this.#chunks = [all.subarray(count)];
    this.#bytes -= count;
    return all.subarray(0, count);
  }
}

function parseHeader(bytes: Buffer): Header {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw new BackendError("the Python process sent what is no frame", { expected: "a JSON header", cause });
  }
  const parsed = headerSchema.safeParse(json);
  if (!parsed.success) {
    throw new BackendError("the Python process sent what is no frame", { got: z.prettifyError(parsed.error) });
  }
  return parsed.data;
}

function tensorBytes({ tensors }: Header): number {
  return tensors.reduce((sum, { shape }) => sum + 4 * elementCount(shape), 0);
}

function withinLimit(bytes: number, limit: number): number {
  if (bytes <= limit) return bytes;
  throw new BackendError("the Python process sent what is no frame", {
    expected: `at most ${limit} bytes`,
    got: claimedCount(bytes),
  });
}

function readTensors(listed: Header["tensors"], bytes: Uint8Array): Map<string, FrameTensor> {
  const tensors = new Map<string, FrameTensor>();
  let offset = 0;
  for (const { name, dtype, shape } of listed) {
    const end = offset + 4 * elementCount(shape);
    // A copy, because a view of the values needs them at a multiple of four.
    const { buffer } = Uint8Array.from(bytes.subarray(offset, end));
    tensors.set(name, { shape, data: dtype === "float32" ? new Float32Array(buffer) : new Int32Array(buffer) });
    offset = end;
  }
  return tensors;
}

function dtypeOf(data: FrameTensor["data"]): "float32" | "int32" {
  return data instanceof Float32Array ? "float32" : "int32";
}
