import { DataError } from "@evenkeel/core";
import { decompress, isGzip } from "../decompress.ts";
import { readRegular } from "../read-regular.ts";

/** Most bytes of a file, and of what it decodes to: a buffer that every runtime can still hold twice. */
const maximumBytes = 2 ** 31;

/** Reads a file of one's own, gzipped or not. Throws `DataError` for what is no plain file, or larger than fits. */
export async function readOwnFile(file: string): Promise<Uint8Array> {
  const tooLong = (got: string, cause?: unknown) =>
    new DataError("does not fit in memory", { where: file, expected: `at most ${maximumBytes} bytes`, got, cause });
  const notAFile = () => new DataError("not a plain file", { where: file });
  const stored = await readRegular(file, maximumBytes, { notAFile, tooLong });
  return isGzip(stored) ? decompress(file, stored, { limit: maximumBytes, tooLong }) : stored;
}
