import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isRunning } from "@evenkeel/core/is-running";
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
const removedName = /^removed-(?:(?<pid>\d+)-)?/;
const marker = /^in-use\.(?<pid>\d+)$/;

/**
 * Marks a decoded dataset as needed until this process ends, and as used now. Never rejects: a cache may be read-only.
 */
export async function holdDecodedDataset(folder: string): Promise<void> {
  const file = join(folder, `in-use.${process.pid}`);
  const now = new Date();
  try {
    await mark(file);
    await utimes(file, now, now);
  } catch {
    // What cannot be marked cannot be removed by this user either.
  }
}

/** A removal may move the folder away before the file is in it. */
async function mark(file: string): Promise<void> {
  for (let left = 3; ; left -= 1) {
    await mkdir(dirname(file), { recursive: true });
    try {
      return await writeFile(file, "");
    } catch (cause) {
      if (left === 0 || !saysOf(cause, goneCodes)) throw cause;
    }
  }
}

/** What else happens while a dataset is being removed. */
export interface RemovalSteps {
  /** Called after the cache was listed, before a dataset is moved aside. */
  readonly onMove?: (folder: string) => Promise<void>;
  /** Called when it has been moved aside. */
  readonly onMoved?: (folder: string) => Promise<void>;
}

/** Removes the datasets used longest ago until all take at most `limitBytes`. What is in use stays, and counts. */
export async function trimDecodedCache(
  cacheFolder: string,
  limitBytes = decodedCacheBytes,
  steps: RemovalSteps = {},
): Promise<CacheClearing> {
  const cached = await listCache(cacheFolder);
  let total = cached.reduce((sum, { bytes }) => sum + bytes, 0);
  const chosen: Cached[] = [];
  for (const one of cached.toSorted((a, b) => a.usedAtMs - b.usedAtMs)) {
    if (total <= limitBytes) break;
    if (one.inUse) continue;
    total -= one.bytes;
    chosen.push(one);
  }
  return remove(cacheFolder, chosen, cached, steps);
}

/** Removes every decoded dataset that no running process needs. Throws `DataError` for one that cannot be removed. */
export async function clearDecodedCache(cacheFolder: string, steps: RemovalSteps = {}): Promise<CacheClearing> {
  const cached = await listCache(cacheFolder);
  return remove(
    cacheFolder,
    cached.filter(({ inUse }) => !inUse),
    cached,
    steps,
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
  for (const name of names.filter(isLeftBehind)) {
    await rm(join(cacheFolder, name), { recursive: true, force: true }).catch(() => undefined);
  }
  return Promise.all(names.filter((name) => datasetName.test(name)).map(async (name) => inspect(cacheFolder, name)));
}

/** What this process is removing: in a container an earlier process may have had its number. */
const asides = new Set<string>();

/** True for what a removal left that stopped halfway; that of a running process is its own to end. */
function isLeftBehind(name: string): boolean {
  const found = removedName.exec(name);
  if (found === null || asides.has(name)) return false;
  const pid = Number(found.groups?.["pid"] ?? process.pid);
  return pid === process.pid || !isRunning(pid);
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

async function remove(
  cacheFolder: string,
  chosen: readonly Cached[],
  all: readonly Cached[],
  steps: RemovalSteps,
): Promise<CacheClearing> {
  let [removed, removedBytes, inUse] = [0, 0, all.filter((one) => one.inUse).length];
  for (const { name, bytes } of chosen) {
    const outcome = await removeUnlessHeld(cacheFolder, name, steps);
    if (outcome === "held") inUse += 1;
    if (outcome !== "removed") continue;
    removed += 1;
    removedBytes += bytes;
  }
  return { removed, removedBytes, inUse };
}

/** Moved aside first: a run that marked it meanwhile gets it back. "gone": another process removed it. */
async function removeUnlessHeld(
  cacheFolder: string,
  name: string,
  { onMove, onMoved }: RemovalSteps,
): Promise<"removed" | "held" | "gone"> {
  const asideName = `removed-${process.pid}-${randomUUID()}-${name}`;
  const [folder, aside] = [join(cacheFolder, name), join(cacheFolder, asideName)];
  asides.add(asideName);
  try {
    await onMove?.(folder);
    await rename(folder, aside);
    await onMoved?.(folder);
    const held = await isInUse(aside);
    if (held) await giveBack(aside, folder);
    await rm(aside, { recursive: true, force: true });
    return held ? "held" : "removed";
  } catch (cause) {
    if (saysOf(cause, goneCodes)) return "gone";
    throw dataFileError("written", folder, cause);
  } finally {
    asides.delete(asideName);
  }
}

/** Where a run has written the dataset anew, the marks alone go back: what it wrote is what it reads. */
async function giveBack(aside: string, folder: string): Promise<void> {
  try {
    await rename(aside, folder);
  } catch (cause) {
    if (!saysOf(cause, filledCodes) || (await namesIn(folder)).length === 0) throw cause;
    for (const file of (await namesIn(aside)).filter((own) => marker.test(own))) await mark(join(folder, file));
  }
}

const goneCodes: readonly string[] = ["ENOENT"];
/** Of a rename onto a folder with files in it; the last is Windows'. */
const filledCodes: readonly string[] = ["ENOTEMPTY", "EEXIST", "EPERM"];

function saysOf(cause: unknown, codes: readonly string[]): boolean {
  return codes.includes((cause as NodeJS.ErrnoException).code ?? "");
}

/** Empty for a folder that is not there. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
