import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { RunFolderError } from "@evenkeel/core";
import { longestLockPathBytes, takeFileLock } from "@evenkeel/core/file-lock";
import { lockFile, runFile } from "./paths.ts";
import { notARunFolder } from "./read-run.ts";

/**
 * Keeps every other run out of a run folder until the function that it gives is called, or until this process ends
 * (`takeFileLock`).
 * Throws `RunFolderError` when a run is going on there, or when the folder is none or cannot be written.
 */
export function lockRunFolder(folder: string): () => void {
  if (!existsSync(join(folder, runFile))) throw notARunFolder(folder);
  refuseLongPath(folder);
  return takeLock(join(folder, lockFile));
}

/** Whether a run is going on in a run folder. Throws `RunFolderError` where that cannot be told. */
export function isGoingOn(folder: string): boolean {
  const unlock = tryLock(join(folder, lockFile));
  unlock?.();
  return unlock === null;
}

/** Throws `RunFolderError` for a folder that could not be locked: before anything is done for it. */
export function refuseLongPath(folder: string): void {
  const bytes = Buffer.byteLength(resolve(folder));
  const most = longestLockPathBytes - Buffer.byteLength(lockFile) - 1;
  if (bytes <= most) return;
  throw new RunFolderError("the path of the run folder is too long to be locked", {
    where: folder,
    expected: `at most ${most} bytes`,
    got: String(bytes),
    remedy: "choose a shorter path",
  });
}

/** Holds a file's lock until the function that it gives is called. Throws `RunFolderError` where another holds it. */
export function takeLock(file: string): () => void {
  const unlock = tryLock(file);
  if (unlock !== null) return unlock;
  throw new RunFolderError("a run is going on in this folder", {
    where: dirname(file),
    remedy: "wait until it has ended, or end it with Ctrl-C and try again",
  });
}

/** Null where another holds it. */
function tryLock(file: string): (() => void) | null {
  try {
    return takeFileLock(file);
  } catch (cause) {
    throw new RunFolderError("cannot be locked", {
      where: file,
      expected: "a folder that can be written",
      got: (cause as Error).message,
      remedy: "allow writing there, and remove the file if it is not empty",
      cause,
    });
  }
}
