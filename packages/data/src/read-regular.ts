import { constants, type Stats } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import type { DataError } from "@evenkeel/core";
import { dataFileError } from "./data-file-error.ts";

/** What is said of a path that is not read. */
export interface Refusals {
  /** Of a folder, pipe, socket or device. */
  readonly notAFile: (stats: Stats) => DataError;
  /** Of more bytes than wanted; `got` says how many. */
  readonly tooLong: (got: string, cause?: unknown) => DataError;
}

/**
 * Opens a file for reading without waiting for what lies in its place: a pipe would keep this process for ever. What is
 * opened is what is looked at, so that nothing can be put there in between.
 *
 * @throws {DataError} unreadable, or the refusal.
 */
export async function openRegular(path: string, notAFile: Refusals["notAFile"]): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(unreadable(path));
  const stats = await handle.stat();
  if (stats.isFile()) return handle;
  await handle.close();
  throw notAFile(stats);
}

/** Reads a file of at most `limit` bytes. Throws a `DataError` where it is unreadable, or the refusal. */
export async function readRegular(path: string, limit: number, { notAFile, tooLong }: Refusals): Promise<Buffer> {
  await using handle = await openRegular(path, notAFile);
  const { size } = await handle.stat();
  if (size > limit) throw tooLong(String(size));
  return await handle.readFile().catch(unreadable(path));
}

function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    throw dataFileError("read", path, cause);
  };
}
