import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cutTornLine } from "./journal.ts";
import { leftover } from "./paths.ts";
import { storageError } from "./storage.ts";

/**
 * Tidies what a kill left behind, before a run goes on: a torn last line of the journal and the temporary files of
 * interrupted writes. Reading needs none of it. Throws `RunFolderError`.
 */
export async function repairRunFolder(folder: string): Promise<void> {
  await cutTornLine(folder);
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && leftover.test(entry.name)) await rm(join(entry.parentPath, entry.name));
    }
  } catch (cause) {
    throw storageError("written", folder, cause);
  }
}
