import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { DataError } from "@evenkeel/core";
import { dataFileError } from "../data-file-error.ts";

/** Most bytes of a file, and of what it decodes to: a buffer that every runtime can still hold twice. */
const maximumBytes = 2 ** 31;

/** Reads a file of one's own, gzipped or not. Throws `DataError` for what is no plain file, or larger than fits. */
export async function readOwnFile(file: string): Promise<Uint8Array> {
  const info = await stat(file).catch((cause: unknown) => {
    throw dataFileError("read", file, cause);
  });
  if (!info.isFile()) throw new DataError("not a plain file", { where: file });
  if (info.size > maximumBytes) throw tooLarge(file, `${info.size}`);
  const stored = await readFile(file).catch((cause: unknown) => {
    throw dataFileError("read", file, cause);
  });
  if (stored[0] !== 0x1f || stored[1] !== 0x8b) return stored;
  try {
    return await promisify(gunzip)(stored, { maxOutputLength: maximumBytes });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(file, "more when decompressed");
    throw new DataError("corrupt gzip file", { where: file, got: message, cause });
  }
}

function tooLarge(where: string, got: string): DataError {
  return new DataError("does not fit in memory", { where, expected: `at most ${maximumBytes} bytes`, got });
}
