import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { DataError } from "@evenkeel/core";
import { takeFileLock } from "@evenkeel/core/file-lock";
import { z } from "zod";
import type { Nano } from "./cost.ts";

const nano = z.int().nonnegative();
const headSchema = z.strictObject({ ledger: z.literal(1), endpoint: z.string(), currency: z.string().nullable() });
const lineSchema = z.union([
  z.strictObject({ attempt: z.int().positive(), reserved: nano }),
  z.strictObject({ attempt: z.int().positive(), charged: nano }),
]);

/** What was spent so far, attempts that a kill cut off included: they count with all that was reserved for them. */
export interface Spent {
  readonly attempts: number;
  readonly nano: Nano;
}

/** Where reservations and charges are kept. */
export interface Ledger {
  readonly before: Spent;
  reserve(attempt: number, reserved: Nano): void;
  charge(attempt: number, charged: Nano): void;
  close(): void;
}

/** For one process alone: nothing is kept. */
export const memoryLedger: Ledger = {
  before: { attempts: 0, nano: 0 },
  reserve: () => undefined,
  charge: () => undefined,
  close: () => undefined,
};

/**
 * A file of one line an event. A reservation is written before its attempt is sent, so that a run that is killed and
 * goes on knows of every attempt that a server may have seen. A line that a kill cut off was not sent, and is removed.
 *
 * @throws {DataError} the file is another endpoint's, is damaged, cannot be written, or another process has it.
 */
export function openLedger(
  file: string,
  head: { readonly endpoint: string; readonly currency: string | null },
): Ledger {
  const unlock = lock(file);
  const text = readText(file);
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const handle = openSync(file, "a");
  try {
    if (whole.length < text.length) ftruncateSync(handle, Buffer.byteLength(whole));
    if (whole === "") append(file, handle, { ledger: 1, ...head });
    const before = whole === "" ? memoryLedger.before : spentIn(whole, file, head);
    return {
      before,
      reserve: (attempt, reserved) => append(file, handle, { attempt, reserved }),
      charge: (attempt, charged) => append(file, handle, { attempt, charged }),
      close: () => {
        closeSync(handle);
        unlock();
      },
    };
  } catch (error) {
    closeSync(handle);
    unlock();
    throw error;
  }
}

function lock(file: string): () => void {
  mkdirSync(dirname(file), { recursive: true });
  const unlock = takeFileLock(`${file}.lock`);
  if (unlock !== null) return unlock;
  throw new DataError("another process spends from the same budget", {
    where: file,
    remedy: "wait until it has ended",
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new DataError("cannot be read", { where: file, got: (cause as Error).message, cause });
  }
}

function spentIn(
  text: string,
  file: string,
  head: { readonly endpoint: string; readonly currency: string | null },
): Spent {
  const [first = "", ...lines] = text.split("\n").slice(0, -1);
  const named = parse(headSchema, first, file, 1);
  if (named.endpoint !== head.endpoint || named.currency !== head.currency) {
    throw new DataError("holds what was spent on another endpoint", {
      where: file,
      expected: `${head.endpoint}, ${head.currency ?? "no currency"}`,
      got: `${named.endpoint}, ${named.currency ?? "no currency"}`,
    });
  }
  const byAttempt = new Map<number, Nano>();
  for (const [index, line] of lines.entries()) {
    const event = parse(lineSchema, line, file, index + 2);
    byAttempt.set(event.attempt, "reserved" in event ? event.reserved : event.charged);
  }
  return { attempts: byAttempt.size, nano: [...byAttempt.values()].reduce((sum, value) => sum + value, 0) };
}

function parse<Schema extends z.ZodType>(schema: Schema, line: string, file: string, number: number): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    const remedy = "restore it from a copy, or begin a new run";
    throw new DataError("damaged", { where: `${file} line ${number}`, expected: "a line of a ledger", remedy, cause });
  }
}

/** Handed to the system whole, in one call: a kill of this process after it loses nothing. */
function append(file: string, handle: number, value: object): void {
  const line = Buffer.from(`${JSON.stringify(value)}\n`);
  const before = fstatSync(handle).size;
  try {
    if (writeSync(handle, line) === line.length) return;
    throw new Error("the disk is full");
  } catch (cause) {
    ftruncateSync(handle, before);
    throw new DataError("cannot be written", { where: file, got: (cause as Error).message, cause });
  }
}
