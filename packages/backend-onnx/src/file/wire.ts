import protobuf from "protobufjs";

/** Longest name, and longest value of a file's metadata, in bytes: what is longer is no name. */
const longestTextBytes = 4 * 2 ** 20;
/** Deepest nesting of graphs within attributes. */
const deepest = 64;

/** A part of a file that cannot be what it claims to be. */
export class MalformedFile extends Error {}

/** A message of the protocol-buffer wire format, of which nothing is kept but what is asked for. */
export class Message {
  readonly #bytes: Uint8Array;
  readonly #depth: number;

  constructor(bytes: Uint8Array, depth = 0) {
    if (depth > deepest) throw new MalformedFile("graphs within graphs without end");
    this.#bytes = bytes;
    this.#depth = depth;
  }

  /** Its fields in order. Throws `MalformedFile` where it ends in the middle of one. */
  *fields(): Generator<Field> {
    const reader = protobuf.Reader.create(this.#bytes);
    while (reader.pos < reader.len) {
      const at = reading(() => reader.uint32());
      const [number, kind] = [at >>> 3, at & 7];
      if (number === 0) throw new MalformedFile("a field without a number");
      if (kind === 2) {
        const length = reading(() => reader.uint32());
        const start = reader.pos;
        reading(() => reader.skip(length));
        yield new Field(number, this.#bytes.subarray(start, reader.pos), null, this.#depth);
      } else if (kind === 0) {
        yield new Field(
          number,
          null,
          reading(() => numberOf(reader)),
          this.#depth,
        );
      } else {
        reading(() => reader.skipType(kind));
      }
    }
  }

  /** The messages that a field holds. */
  *messages(number: number): Generator<Message> {
    for (const field of this.fields()) if (field.number === number) yield field.message();
  }

  /** The first text of a field; null where there is none. */
  text(number: number): string | null {
    for (const field of this.fields()) if (field.number === number) return field.text();
    return null;
  }

  /** The last whole number of a field; null where there is none. */
  integer(number: number): number | null {
    let found: number | null = null;
    for (const field of this.fields()) if (field.number === number) found = field.integer() ?? found;
    return found;
  }
}

/** One field of a message: bytes, or a whole number. */
export class Field {
  readonly number: number;
  readonly #bytes: Uint8Array | null;
  readonly #integer: number | null;
  readonly #depth: number;

  constructor(number: number, bytes: Uint8Array | null, integer: number | null, depth: number) {
    this.number = number;
    this.#bytes = bytes;
    this.#integer = integer;
    this.#depth = depth;
  }

  message(): Message {
    return new Message(this.#bytes ?? new Uint8Array(), this.#depth + 1);
  }

  integer(): number | null {
    return this.#integer;
  }

  /** A name or a value in UTF-8; null of one that is longer than any. */
  text(): string | null {
    const bytes = this.#bytes;
    return bytes === null || bytes.length > longestTextBytes ? null : Buffer.from(bytes).toString("utf8");
  }

  /** Whole numbers, packed or one. */
  *integers(): Generator<number> {
    if (this.#integer !== null) yield this.#integer;
    const reader = protobuf.Reader.create(this.#bytes ?? new Uint8Array());
    while (reader.pos < reader.len) yield reading(() => numberOf(reader));
  }
}

function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new MalformedFile("it ends in the middle of a field", { cause });
  }
}

/** A whole number of 64 bits, as near as a number of JavaScript comes to it. */
function numberOf(reader: protobuf.Reader): number {
  const value = reader.int64();
  return typeof value === "number" ? value : value.high * 2 ** 32 + (value.low >>> 0);
}
