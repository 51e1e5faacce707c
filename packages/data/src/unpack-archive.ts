import { once } from "node:events";
import { createReadStream, type Stats } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { DataError } from "@evenkeel/core";
import type { ReadEntry } from "tar";

/** What an archive may hold beside the wanted files: a licence, a list of names. */
const otherBytes = 2 ** 20;
/** Of every file, whatever the archive says: no setuid, nothing to execute. */
const fileMode = 0o644;

/**
 * Takes the wanted files, and nothing else, out of a tar.gz, wherever in its first folder level they lie; no links, and
 * nothing larger than its limit. Decompression stops once the archive is longer than all limits allow.
 *
 * @throws {DataError} damaged, or too long.
 */
export async function unpackArchive(
  archive: string,
  folder: string,
  limits: ReadonlyMap<string, number>,
): Promise<void> {
  const { Unpack } = await import("tar");
  const filter = (path: string, item: Stats | ReadEntry): boolean => {
    if (!("type" in item) || item.type !== "File") return false;
    item.mode = fileMode;
    return item.size <= (limits.get(path.split("/").at(-1) ?? "") ?? -1);
  };
  const unpack = new Unpack({ cwd: folder, strip: 1, filter, strict: true });
  const closed = once(unpack, "close");
  closed.catch(() => undefined);
  // A damaged archive fails more than once: the first failure is `closed`'s.
  unpack.on("error", () => undefined);
  const limit = [...limits.values()].reduce((sum, bytes) => sum + bytes, otherBytes);
  try {
    await pipeline(createReadStream(archive), createGunzip(), async (source: AsyncIterable<Buffer>) => {
      let total = 0;
      for await (const chunk of source) {
        total += chunk.length;
        if (total > limit) throw tooLong(archive, limit);
        if (!unpack.write(chunk)) await Promise.race([once(unpack, "drain"), closed]);
      }
      unpack.end();
      await closed;
    });
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError("damaged archive", { where: archive, got: (cause as Error).message, cause });
  }
}

function tooLong(where: string, limit: number): DataError {
  return new DataError("too long an archive", { where, expected: `at most ${limit} bytes unpacked`, got: "more" });
}
