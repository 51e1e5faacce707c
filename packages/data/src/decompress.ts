import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { DataError } from "@evenkeel/core";
import type { Refusals } from "./read-regular.ts";

export interface DecompressOptions extends Pick<Refusals, "tooLong"> {
  /** Most bytes that may come out: nothing beyond them is decompressed. */
  readonly limit: number;
  readonly remedy?: string;
}

/** True for what begins as a gzip file does. */
export function isGzip(stored: Uint8Array): boolean {
  return stored[0] === 0x1f && stored[1] === 0x8b;
}

/** Decompresses what was read from the gzip file `where`. Throws a `DataError` for a truncated or corrupt one. */
export async function decompress(
  where: string,
  stored: Uint8Array,
  { limit, tooLong, remedy }: DecompressOptions,
): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(stored, { maxOutputLength: limit });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLong("more when decompressed", cause);
    const summary = code === "Z_BUF_ERROR" ? "truncated gzip file" : "corrupt gzip file";
    throw new DataError(summary, { where, got: message, ...(remedy === undefined ? {} : { remedy }), cause });
  }
}
