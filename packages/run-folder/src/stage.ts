import { readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { RunFolderError } from "@evenkeel/core";
import { makeFolder } from "./make-folder.ts";
import type { Run } from "./run.ts";
import { storageError } from "./storage.ts";
import { emptyJournal } from "./journal.ts";
import { writeRun } from "./write-run.ts";

/**
 * A run folder in the making. It lies beside its later place, so that a kill while it is filled leaves no half-made run
 * folder behind: `publish` brings it to its place in one rename.
 */
export interface StagedRunFolder {
  /** Where to put initial weights and batch orders, with the paths of `weightsFile` and `orderFile`. */
  readonly folder: string;
  /** Writes `run.json` and an empty journal, and renames the folder to its place. */
  publish(run: Run): Promise<void>;
  /** Removes what was staged; does nothing once published. */
  discard(): Promise<void>;
}

/** Begins a run folder. Throws `RunFolderError` when the place is taken or cannot be written. */
export async function stageRunFolder(target: string): Promise<StagedRunFolder> {
  await refuseTaken(target);
  const folder = join(dirname(target), `.${basename(target)}.staged-${process.pid}`);
  try {
    await rm(folder, { recursive: true, force: true });
    await makeFolder(folder);
  } catch (cause) {
    throw storageError("written", dirname(target), cause);
  }
  return {
    folder,
    publish: async (run) => {
      await writeRun(folder, run);
      await emptyJournal(folder);
      await moveInto(folder, target);
    },
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

async function moveInto(folder: string, target: string): Promise<void> {
  await refuseTaken(target);
  try {
    await rmdir(target).catch(() => undefined);
    await rename(folder, target);
  } catch (cause) {
    throw storageError("written", target, cause);
  }
}

async function refuseTaken(target: string): Promise<void> {
  const entries = await readdir(target).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw storageError("written", target, cause);
  });
  if (entries.length > 0) {
    throw new RunFolderError("the folder is not empty", {
      where: target,
      expected: "a new or empty folder",
      remedy: "choose another --out, or go on with its run by --resume",
    });
  }
}
