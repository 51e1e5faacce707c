import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dataFileError } from "./data-file-error.ts";

/** Most bytes that decoded datasets take together, those in use aside: 4 GiB. */
export const decodedCacheBytes = 2 ** 32;

/** What was taken out of a cache and what stayed because a run needs it. */
export interface CacheClearing {
  readonly removed: number;
  readonly removedBytes: number;
  readonly inUse: number;
}

/** Folders of datasets (`28x28x1-<16 hexadecimal digits>`), and those that a removal left behind. */
const datasetName = /^\d+x\d+x\d+-[0-9a-f]{16}$/;
const removedName = /^removed-/;
const marker = /^in-use\.(?<pid>\d+)$/;

/**
 * Marks a decoded dataset as needed until this process ends, and as used now. Never rejects: a cache may be read-only.
 */
export async function holdDecodedDataset(folder: string): Promise<void> {
  const file = join(folder, `in-use.${process.pid}`);
  const now = new Date();
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, "");
    await utimes(file, now, now);
  } catch {
    // What cannot be marked cannot be removed by this user either.
  }
}

/** Removes the datasets used longest ago until all take at most `limitBytes`. What is in use stays, and counts. */
export async function trimDecodedCache(cacheFolder: string, limitBytes = decodedCacheBytes): Promise<CacheClearing> {
  const cached = await listCache(cacheFolder);
  let total = cached.reduce((sum, { bytes }) => sum + bytes, 0);
  const chosen: Cached[] = [];
  for (const one of cached.toSorted((a, b) => a.usedAtMs - b.usedAtMs)) {
    if (total <= limitBytes) break;
    if (one.inUse) continue;
    total -= one.bytes;
    chosen.push(one);
  }
  return remove(cacheFolder, chosen, cached);
}

/** Removes every decoded dataset that no running process needs. Throws `DataError` for one that cannot be removed. */
export async function clearDecodedCache(cacheFolder: string): Promise<CacheClearing> {
  const cached = await listCache(cacheFolder);
  return remove(
    cacheFolder,
    cached.filter(({ inUse }) => !inUse),
    cached,
  );
}

interface Cached {
  readonly name: string;
  readonly bytes: number;
  readonly usedAtMs: number;
  readonly inUse: boolean;
}

async function listCache(cacheFolder: string): Promise<Cached[]> {
  const names = await namesIn(cacheFolder);
  for (const name of names.filter((own) => removedName.test(own))) {
    await rm(join(cacheFolder, name), { recursive: true, force: true }).catch(() => undefined);
  }
  return Promise.all(names.filter((name) => datasetName.test(name)).map(async (name) => inspect(cacheFolder, name)));
}

async function inspect(cacheFolder: string, name: string): Promise<Cached> {
  const folder = join(cacheFolder, name);
  let [bytes, usedAtMs] = [0, 0];
  for (const file of await namesIn(folder)) {
    const info = await stat(join(folder, file)).catch(() => null);
    bytes += info?.size ?? 0;
    usedAtMs = Math.max(usedAtMs, info?.mtimeMs ?? 0);
  }
  return { name, bytes, usedAtMs, inUse: await isInUse(folder) };
}

/** Removes the marks of processes that have ended, too. */
async function isInUse(folder: string): Promise<boolean> {
  let inUse = false;
  for (const file of await namesIn(folder)) {
    const pid = marker.exec(file)?.groups?.["pid"];
    if (pid === undefined) continue;
    if (isRunning(Number(pid))) inUse = true;
    else await rm(join(folder, file), { force: true }).catch(() => undefined);
  }
  return inUse;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function remove(cacheFolder: string, chosen: readonly Cached[], all: readonly Cached[]): Promise<CacheClearing> {
  const removed: Cached[] = [];
  for (const one of chosen) if (await removeUnlessHeld(cacheFolder, one.name)) removed.push(one);
  return {
    removed: removed.length,
    removedBytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
    inUse: all.filter(({ inUse }) => inUse).length + chosen.length - removed.length,
  };
}

/** Moved aside first: a run that marked it meanwhile gets it back. */
async function removeUnlessHeld(cacheFolder: string, name: string): Promise<boolean> {
  const [folder, aside] = [join(cacheFolder, name), join(cacheFolder, `removed-${process.pid}-${name}`)];
  try {
    await rename(folder, aside);
    if (await isInUse(aside)) {
      await rename(aside, folder);
      return false;
    }
    await rm(aside, { recursive: true, force: true });
    return true;
  } catch (cause) {
    throw dataFileError("written", folder, cause);
  }
}

/** Empty for a folder that is not there. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
