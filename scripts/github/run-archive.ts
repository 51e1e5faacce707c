/** A run folder as one archive, and back. An archive is not trusted: anyone who may upload may have made it. */
import { once } from "node:events";
import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { create, Unpack } from "tar";

/** Most bytes of an archive, packed and unpacked, and most files: what runs of a night come to, many times over. */
export const mostPackedBytes = 256 * 2 ** 20;
const mostUnpackedBytes = 2 ** 30;
const mostFiles = 100_000;
/** What can be made again: weights by training. */
const leftOut = new Set(["weights", "run.lock"]);

/** The name of a run folder, and no path that leads elsewhere. */
export function isRunName(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,199}$/.test(name) && !name.includes("..");
}

/** Packs a run folder, without its weights, under its own name. */
export async function packRun(folder: string, archive: string): Promise<void> {
  const filter = (path: string) => !leftOut.has(basename(path));
  await create({ cwd: dirname(folder), file: archive, gzip: true, portable: true, filter }, [basename(folder)]);
}

/**
 * Unpacks the run `name` into `to`, all of it or nothing. Only plain files and folders under that name are taken, no
 * link, no device, nothing beside. Throws `RangeError` for an archive that is larger than runs are.
 */
export async function unpackRun(
  archive: string,
  name: string,
  to: string,
  mostBytes: number = mostUnpackedBytes,
): Promise<void> {
  if (!isRunName(name)) throw new RangeError(`${name}: not the name of a run`);
  await mkdir(to, { recursive: true });
  const scratch = await mkdtemp(join(to, ".unpacking-"));
  try {
    await unpackInto(scratch, { archive, name, mostBytes });
    if (!existsSync(join(scratch, name))) throw new RangeError(`${archive}: no run ${name} in it`);
    await rename(join(scratch, name), join(to, name));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Unpacking {
  readonly archive: string;
  readonly name: string;
  readonly mostBytes: number;
}

async function unpackInto(scratch: string, { archive, name, mostBytes }: Unpacking): Promise<void> {
  let files = 0;
  const unpack = new Unpack({
    cwd: scratch,
    strict: true,
    preserveOwner: false,
    filter: (path, entry) => {
      if (!("type" in entry) || (entry.type !== "File" && entry.type !== "Directory")) return false;
      files += 1;
      if (files > mostFiles) throw new RangeError(`${archive}: more than ${mostFiles} files`);
      // Nothing to execute, no other owner's rights.
      entry.mode = entry.type === "File" ? 0o644 : 0o755;
      const parts = path.split("/").filter((part) => part !== "");
      return parts[0] === name && !parts.includes("..") && !path.includes("\\");
    },
  });
  const closed = once(unpack, "close");
  closed.catch(() => undefined);
  // A damaged archive fails more than once: the first failure is `closed`'s.
  unpack.on("error", () => undefined);
  await pipeline(createReadStream(archive), createGunzip(), async (source: AsyncIterable<Buffer>) => {
    let total = 0;
    for await (const chunk of source) {
      total += chunk.length;
      if (total > mostBytes) throw new RangeError(`${archive}: more than ${mostBytes} bytes`);
      if (!unpack.write(chunk)) await Promise.race([once(unpack, "drain"), closed]);
    }
    unpack.end();
    await closed;
  });
}
