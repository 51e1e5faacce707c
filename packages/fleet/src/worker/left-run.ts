import { join } from "node:path";
import { RunFolderError } from "@evenkeel/core";
import { checkManifest, isRunId, readRun, runVersion, schemaVersion, type Run } from "@evenkeel/run-folder";

/** A run that an earlier attempt of a job left at this place. */
export interface LeftRun {
  readonly folder: string;
  readonly run: Run;
  /** Finished, and closed by its manifest: nothing is to be run. */
  readonly closed: boolean;
}

/**
 * The last run of these that can go on here, or has ended. Null where the job is to be begun anew: there is none, it
 * cannot be read, or it began on another machine. Ids come from the queue, and name folders of `runsFolder` alone.
 */
export async function leftRun(
  runsFolder: string,
  runIds: readonly string[],
  fingerprint: string,
): Promise<LeftRun | null> {
  for (const id of runIds) {
    const found = isRunId(id) ? await readLeft(join(runsFolder, id)) : null;
    if (found !== null && found.run.fingerprint === fingerprint) return found;
  }
  return null;
}

async function readLeft(folder: string): Promise<LeftRun | null> {
  try {
    const run = await readRun(folder);
    if ((await runVersion(folder)) !== schemaVersion) return null;
    return { folder, run, closed: run.state === "finished" && (await isClosed(folder)) };
  } catch (error) {
    if (!(error instanceof RunFolderError)) throw error;
    return null;
  }
}

/** A run that is killed while it is closed has said that it is finished, but not what its files are. */
async function isClosed(folder: string): Promise<boolean> {
  try {
    await checkManifest(folder);
    return true;
  } catch (error) {
    if (!(error instanceof RunFolderError)) throw error;
    return false;
  }
}
