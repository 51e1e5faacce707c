import { readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { RunFolderError } from "@evenkeel/core";
import { emptyJournal } from "./journal.ts";
import { refuseLongPath, takeLock } from "./lock.ts";
import { makeFolder } from "./make-folder.ts";
import { lockFile } from "./paths.ts";
import type { Run } from "./run.ts";
import { storageError } from "./storage.ts";
import { removeAbandoned, stagedName } from "./staged-name.ts";
import { writeRun } from "./write-run.ts";

/** A run where it lies. */
export interface PublishedRun {
  readonly folder: string;
  readonly run: Run;
}

/**
 * A run folder in the making. It lies beside its later place, so that a kill while it is filled leaves no half-made run
 * folder behind: `publish` brings it to its place in one rename.
 */
export interface StagedRunFolder {
  /** Where to put initial weights and batch orders, with the paths of `weightsFile` and `orderFile`. */
  readonly folder: string;
  /** Writes `run.json` and an empty journal, and renames the folder to its place. */
  publish(run: Run): Promise<PublishedRun>;
  /** Removes what was staged; does nothing once published. */
  discard(): Promise<void>;
}

export interface StageOptions {
  /** Takes `<target>-2`, `<target>-3` and so on where the place is taken, and the run its id from that. */
  readonly numbered?: boolean;
}

/**
 * Begins a run folder, and removes those beside it that a kill left half made. Throws `RunFolderError` when the place
 * is taken or cannot be written.
 */
export async function stageRunFolder(
  target: string,
  { numbered = false }: StageOptions = {},
): Promise<StagedRunFolder> {
  refuseLongPath(target);
  if (!numbered) await refuseTaken(target);
  const folder = join(dirname(target), stagedName(process.pid));
  const lock = join(folder, lockFile);
  let unlock = () => {};
  try {
    await removeAbandoned(dirname(target));
    await makeFolder(folder);
    unlock = takeLock(lock);
  } catch (cause) {
    throw cause instanceof RunFolderError ? cause : storageError("written", dirname(target), cause);
  }
  return {
    folder,
    publish: async (run) => {
      await emptyJournal(folder);
      for (let number = 1; ; number += 1) {
        const place = number === 1 ? target : `${target}-${number}`;
        const named = number === 1 ? run : { ...run, runId: basename(place) };
        if (numbered && (await isTaken(place))) continue;
        await writeRun(folder, named);
        // An open file would keep Windows from renaming the folder.
        unlock();
        await rm(lock, { force: true });
        if (await moveInto(folder, place, numbered)) return { folder: place, run: named };
      }
    },
    discard: async () => {
      unlock();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** False where another run took the place meanwhile and there may be a next one. */
async function moveInto(folder: string, target: string, numbered: boolean): Promise<boolean> {
  if (!numbered) await refuseTaken(target);
  try {
    await rmdir(target).catch(() => undefined);
    await rename(folder, target);
    return true;
  } catch (cause) {
    if (numbered && (await isTaken(target))) return false;
    throw storageError("written", target, cause);
  }
}

async function isTaken(target: string): Promise<boolean> {
  const entries = await readdir(target).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw storageError("written", target, cause);
  });
  return entries.length > 0;
}

async function refuseTaken(target: string): Promise<void> {
  if (!(await isTaken(target))) return;
  throw new RunFolderError("the folder is not empty", {
    where: target,
    expected: "a new or empty folder",
    remedy: "choose another --out, or go on with its run by --resume",
  });
}
