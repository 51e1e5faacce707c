import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@evenkeel/core";
import { takeFileLock } from "@evenkeel/core/file-lock";
import { z } from "zod";
import type { Endpoint } from "../endpoint/index.ts";
import { AppendLog } from "./append-log.ts";
import { exchangeSchema, type StoredExchange } from "./exchange.ts";
import { readLines, type FileLine } from "./read-lines.ts";

const headSchema = z.strictObject({ cassette: z.literal(1), endpoint: z.string(), protocol: z.string() });

/** Where an exchange stands in the file. */
interface Place {
  readonly offset: number;
  readonly bytes: number;
}

/** What a name of an exchange is made of. */
type Wanted = Pick<StoredExchange, "key" | "repeat">;

/** Where the exchanges with an endpoint are kept in a folder of cassettes. */
export function cassetteFile(folder: string, { name }: Pick<Endpoint, "name">): string {
  return join(folder, `${name}.jsonl`);
}

/**
 * The exchanges with one endpoint: a file of lines, the first naming the endpoint, each other one an exchange. Lines
 * are only added; of two of one request and repeat the later holds. A kill loses at most what was under way.
 */
export class Cassette {
  readonly file: string;
  readonly #places: Map<string, Place>;
  readonly #log: AppendLog | null;
  readonly #unlock: () => void;

  private constructor(file: string, places: Map<string, Place>, log: AppendLog | null, unlock: () => void) {
    this.file = file;
    this.#places = places;
    this.#log = log;
    this.#unlock = unlock;
  }

  /**
   * @throws {DataError} it is damaged, another endpoint's, or not to be read or written; or another process adds to it.
   */
  static async open(folder: string, endpoint: Endpoint, use: "read" | "add"): Promise<Cassette> {
    const file = cassetteFile(folder, endpoint);
    if (use === "read") return new Cassette(file, (await index(file, endpoint)).places, null, () => undefined);
    await mkdir(folder, { recursive: true });
    const unlock = takeFileLock(`${file}.lock`);
    if (unlock === null) {
      throw new DataError("another process adds to this cassette", { where: file, remedy: "wait until it has ended" });
    }
    try {
      const { places, length } = await index(file, endpoint);
      return new Cassette(file, places, await begun(file, length, endpoint), unlock);
    } catch (error) {
      unlock();
      throw error instanceof DataError ? error : unusable(file, error);
    }
  }

  /** How many exchanges it holds. */
  get size(): number {
    return this.#places.size;
  }

  /** Null where it holds none of this request and repeat. Throws `DataError` where it is damaged. */
  async find(wanted: Wanted): Promise<StoredExchange | null> {
    const place = this.#places.get(nameOf(wanted));
    if (place === undefined) return null;
    const text = await readPart(this.file, place);
    return parseLine(exchangeSchema, text, this.file, place.offset, checkBody);
  }

  /** Done when the disk has it. Throws `DataError` where that fails. */
  async add(exchange: StoredExchange): Promise<void> {
    if (this.#log === null) throw new Error("this cassette is only read");
    const line = JSON.stringify(exchangeSchema.parse(exchange));
    try {
      const offset = await this.#log.append(line);
      this.#places.set(nameOf(exchange), { offset, bytes: Buffer.byteLength(line) });
    } catch (error) {
      throw unusable(this.file, error);
    }
  }

  async close(): Promise<void> {
    await this.#log?.close();
    this.#unlock();
  }
}

/** The file to be added to, with its first line. */
async function begun(file: string, length: number, { name, protocol }: Endpoint): Promise<AppendLog> {
  const log = await AppendLog.open(file, length);
  try {
    if (length === 0) await log.append(JSON.stringify({ cassette: 1, endpoint: name, protocol }));
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

function nameOf({ key, repeat }: Wanted): string {
  return `${key}-${repeat}`;
}

/** Where each exchange stands, and the length of all whole lines. */
async function index(file: string, endpoint: Endpoint): Promise<{ places: Map<string, Place>; length: number }> {
  const places = new Map<string, Place>();
  let length = 0;
  for await (const line of lines(file)) {
    if (line.offset === 0) checkHead(parseLine(headSchema, line.text, file, 0), file, endpoint);
    else places.set(nameOf(parseLine(exchangeSchema, line.text, file, line.offset)), line);
    length = line.offset + line.bytes + 1;
  }
  return { places, length };
}

async function* lines(file: string): AsyncGenerator<FileLine> {
  try {
    yield* readLines(file);
  } catch (error) {
    throw error instanceof DataError ? error : unusable(file, error);
  }
}

function checkHead(head: z.infer<typeof headSchema>, file: string, { name, protocol }: Endpoint): void {
  if (head.endpoint === name && head.protocol === protocol) return;
  throw new DataError("holds exchanges with another endpoint", {
    where: file,
    expected: `${name}, ${protocol}`,
    got: `${head.endpoint}, ${head.protocol}`,
  });
}

function checkBody({ response: { body, sha256 } }: StoredExchange): void {
  const got = createHash("sha256").update(Buffer.from(body, "base64")).digest("hex");
  if (got !== sha256) throw new Error("a body with another checksum");
}

function parseLine<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  file: string,
  offset: number,
  check: (value: z.output<Schema>) => void = () => undefined,
): z.output<Schema> {
  try {
    const value = schema.parse(JSON.parse(text));
    check(value);
    return value;
  } catch (cause) {
    throw new DataError("damaged", {
      where: `${file} at byte ${offset}`,
      expected: "a line of a cassette",
      remedy: "restore it from a copy, or record it again",
      cause,
    });
  }
}

async function readPart(file: string, { offset, bytes }: Place): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const buffer = Buffer.alloc(bytes);
      await handle.read(buffer, 0, bytes, offset);
      return buffer.toString();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): DataError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new DataError("cassette cannot be used", { where: file, got: code ?? message, cause });
}
