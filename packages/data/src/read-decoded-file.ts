import { createHash } from "node:crypto";
import { DataError } from "@evenkeel/core";
import { decompress, isGzip } from "./decompress.ts";
import { readRegular } from "./read-regular.ts";

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
  const { decodedBytes: limit } = expected;
  const tooLong = (most: string) => (got: string, cause?: unknown) =>
    new DataError("too long", { where: file, expected: most, got, remedy, cause });
  const mostStored = maximumStoredBytes(limit);
  const stored = await readRegular(file, mostStored, {
    notAFile: () => new DataError("a folder, pipe or device, not a file", { where: file, remedy }),
    tooLong: tooLong(`at most ${mostStored} bytes`),
  });
  const gzipped = isGzip(stored);
  const options = { limit, tooLong: tooLong(`${limit} bytes`), remedy };
  const bytes = gzipped ? await decompress(file, stored, options) : stored;
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
