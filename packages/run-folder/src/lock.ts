import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { RunFolderError } from "@evenkeel/core";
import { lockFile, runFile } from "./paths.ts";
import { notARunFolder } from "./read-run.ts";

/** SQLite's result code for a database that another holds. */
const busy = 5;

/**
 * Keeps every other run out of a run folder until the function that it gives is called, or until this process ends,
 * however it ends: the lock is the operating system's, taken through SQLite, which knows how on each of them. The file
 * that carries it is empty and stays, because removing it could remove the next run's lock.
 * Throws `RunFolderError` when a run is going on there, or when the folder is none or cannot be written.
 */
export function lockRunFolder(folder: string): () => void {
  if (!existsSync(join(folder, runFile))) throw notARunFolder(folder);
  const file = join(folder, lockFile);
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file);
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (cause) {
    database?.close();
    throw lockError(folder, file, cause);
  }
  const locked = database;
  return () => locked.close();
}

function lockError(folder: string, file: string, cause: unknown): RunFolderError {
  const { errcode, message } = cause as Error & { errcode?: number };
  if (errcode === busy) {
    return new RunFolderError("a run is going on in this folder", {
      where: folder,
      remedy: "wait until it has ended, or end it with Ctrl-C and try again",
      cause,
    });
  }
  return new RunFolderError("cannot be locked", {
    where: file,
    expected: "a folder that can be written",
    got: message,
    remedy: "allow writing there, and remove the file if it is not empty",
    cause,
  });
}
