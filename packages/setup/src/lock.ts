import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { BackendError } from "@evenkeel/core";
import type { InstallOptions } from "./install-options.ts";
import { removeLeftovers } from "./replace-folder.ts";

/** SQLite's result code for a database that another holds. */
const busy = 5;
const pollMs = 250;

/**
 * Does `work` while no other setup, of any process, holds the lock of the folder; waits for it, and first removes what
 * setups that were killed left beside the folder. The lock is the operating system's, taken through SQLite: it goes
 * with its process, however that ends. Its file stays.
 */
export async function withLock<T>(folder: string, install: InstallOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(folder), { recursive: true });
  const database = await lock(`${folder}.lock`, install);
  try {
    await removeLeftovers(folder);
    return await work();
  } finally {
    database.close();
  }
}

async function lock(file: string, { signal, onProgress }: InstallOptions): Promise<DatabaseSync> {
  for (let tries = 0; ; tries += 1) {
    const database = tryLock(file);
    if (database !== null) return database;
    if (tries === 0) onProgress("waiting for another setup of it", null);
    await setTimeout(pollMs, undefined, { signal });
  }
}

/** Null where another holds it. */
function tryLock(file: string): DatabaseSync | null {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file);
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return database;
  } catch (cause) {
    database?.close();
    if ((cause as { errcode?: number }).errcode === busy) return null;
    throw new BackendError("cannot be locked", {
      where: file,
      expected: "a folder that can be written",
      got: (cause as Error).message,
      cause,
    });
  }
}
