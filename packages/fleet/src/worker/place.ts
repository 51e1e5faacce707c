import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunFolderError, UsageError } from "@evenkeel/core";
import { takeFileLock } from "@evenkeel/core/file-lock";
import { makeFolder } from "@evenkeel/run-folder";
import { placeIdSchema } from "../job/capability.ts";

/** Where a worker's run folders lie. Runs go on there alone: elsewhere are neither their files nor their machine. */
export interface Place {
  /** A random id in a file beside the run folders: it moves with them, and says nothing of where they are. */
  readonly id: string;
  readonly runsFolder: string;
  /** Lets another worker have it. */
  release(): void;
}

const idFile = ".place";
const lockFile = ".place.lock";

/**
 * Takes the place where run folders lie, for one worker at a time; the lock is the system's, and ends with the
 * process. Throws `UsageError` where another worker has it, `RunFolderError` for a folder that cannot be written.
 */
export async function takePlace(runsFolder: string): Promise<Place> {
  const unlock = await lock(runsFolder);
  if (unlock === null) {
    throw new UsageError("a worker is running here", {
      where: runsFolder,
      expected: "one worker a machine: two would be each other's noise",
      remedy: "end it with Ctrl-C and try again",
    });
  }
  try {
    return { id: await placeId(join(runsFolder, idFile)), runsFolder, release: unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function lock(runsFolder: string): Promise<(() => void) | null> {
  try {
    await makeFolder(runsFolder);
    return takeFileLock(join(runsFolder, lockFile));
  } catch (cause) {
    throw unwritable(runsFolder, cause);
  }
}

/** Made where there is none; one that was damaged is replaced: runs that wait for it are begun anew elsewhere. */
async function placeId(file: string): Promise<string> {
  const known = placeIdSchema.safeParse((await readFile(file, "utf8").catch(() => "")).trim());
  if (known.success) return known.data;
  const id = randomUUID();
  try {
    await writeFile(file, `${id}\n`);
  } catch (cause) {
    throw unwritable(file, cause);
  }
  return id;
}

function unwritable(where: string, cause: unknown): RunFolderError {
  return new RunFolderError("cannot be written", {
    where,
    got: (cause as Error).message,
    remedy: "allow writing there",
  });
}
