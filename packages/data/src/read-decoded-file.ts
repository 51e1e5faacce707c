import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { DataError } from "@evenkeel/core";
import { dataFileError } from "./data-file-error.ts";

const gunzipAsync = promisify(gunzip);

export interface ExpectedContent {
  readonly decodedBytes: number;
  readonly decodedSha256: string | null;
}

/**
 * Reads a file, gzipped or not, and holds what it decodes to against size and checksum before anyone looks inside.
 * A file larger than it can rightly be is refused unread, and decompression stops at the expected size.
 *
 * @throws {DataError} unreadable, truncated, too large, or with another checksum.
 */
export async function readDecodedFile(file: string, expected: ExpectedContent, remedy: string): Promise<Uint8Array> {
  const stored = await readAtMost(file, expected.decodedBytes, remedy);
  const gzipped = stored[0] === 0x1f && stored[1] === 0x8b;
  const bytes = gzipped ? await decompress(file, stored, expected.decodedBytes, remedy) : stored;
  if (bytes.length !== expected.decodedBytes) {
    const kind = bytes.length < expected.decodedBytes ? "truncated" : "too long";
    throw new DataError(kind, {
      where: file,
      expected: `${expected.decodedBytes} bytes${gzipped ? " decompressed" : ""}`,
      got: `${bytes.length}`,
      remedy,
    });
  }
  if (expected.decodedSha256 !== null) {
    const actual = createHash("sha256").update(bytes).digest("hex");
    if (actual !== expected.decodedSha256) {
      const where = file;
      throw new DataError("wrong checksum", {
        where,
        expected: `sha256 ${expected.decodedSha256}`,
        got: actual,
        remedy,
      });
    }
  }
  return bytes;
}

/** Most bytes of a stored file: gzip adds at most 5 to each 16 KiB it cannot compress, and a header with a name. */
export function maximumStoredBytes(decodedBytes: number): number {
  return decodedBytes + Math.ceil(decodedBytes / 1024) + 1024;
}

async function readAtMost(file: string, decodedBytes: number, remedy: string): Promise<Uint8Array> {
  const limit = maximumStoredBytes(decodedBytes);
  const info = await stat(file).catch((cause: unknown) => {
    throw dataFileError("read", file, cause);
  });
  if (!info.isFile()) throw new DataError("a folder, pipe or device, not a file", { where: file, remedy });
  if (info.size > limit) {
    throw new DataError("too long", { where: file, expected: `at most ${limit} bytes`, got: `${info.size}`, remedy });
  }
  return readFile(file).catch((cause: unknown) => {
    throw dataFileError("read", file, cause);
  });
}

async function decompress(file: string, stored: Uint8Array, limit: number, remedy: string): Promise<Uint8Array> {
  try {
    return await gunzipAsync(stored, { maxOutputLength: limit });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") {
      const got = "more when decompressed";
      throw new DataError("too long", { where: file, expected: `${limit} bytes`, got, remedy, cause });
    }
    const summary = code === "Z_BUF_ERROR" ? "truncated gzip file" : "corrupt gzip file";
    throw new DataError(summary, { where: file, got: message, remedy, cause });
  }
}
