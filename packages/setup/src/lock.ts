import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { BackendError } from "@evenkeel/core";
import { longestLockPathBytes, takeFileLock } from "@evenkeel/core/file-lock";
import type { InstallOptions } from "./install-options.ts";
import { removeLeftovers } from "./replace-folder.ts";

const pollMs = 250;
const ending = ".lock";

/**
 * Does `work` while no other setup, of any process, holds the lock of the folder; waits for it, and first removes what
 * setups that were killed left beside the folder. Throws `BackendError` where the folder cannot be locked.
 */
export async function withLock<T>(folder: string, install: InstallOptions, work: () => Promise<T>): Promise<T> {
  refuseLongPath(folder);
  await mkdir(dirname(folder), { recursive: true });
  const unlock = await lock(`${folder}${ending}`, install);
  try {
    await removeLeftovers(folder);
    return await work();
  } finally {
    unlock();
  }
}

async function lock(file: string, { signal, onProgress }: InstallOptions): Promise<() => void> {
  for (let tries = 0; ; tries += 1) {
    const unlock = tryLock(file);
    if (unlock !== null) return unlock;
    if (tries === 0) onProgress("waiting for another setup of it", null);
    await setTimeout(pollMs, undefined, { signal });
  }
}

/** Null where another holds it. */
function tryLock(file: string): (() => void) | null {
  try {
    return takeFileLock(file);
  } catch (cause) {
    throw new BackendError("cannot be locked", {
      where: file,
      expected: "a folder that can be written",
      got: (cause as Error).message,
      cause,
    });
  }
}

function refuseLongPath(folder: string): void {
  const bytes = Buffer.byteLength(resolve(folder));
  const most = longestLockPathBytes - ending.length;
  if (bytes <= most) return;
  throw new BackendError("the path is too long to be locked", {
    where: folder,
    expected: `at most ${most} bytes`,
    got: String(bytes),
    remedy: "move the folder that Evenkeel lies in to a shorter path",
  });
}
