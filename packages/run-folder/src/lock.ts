import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
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
  refuseLongPath(folder);
  return takeLock(join(folder, lockFile));
}

/** SQLite opens no file whose path is longer than 512 bytes with what it may add to it. */
const longestPathBytes = 512 - "-journal".length - 1;

/** Throws `RunFolderError` for a folder that could not be locked: before anything is done for it. */
export function refuseLongPath(folder: string): void {
  const bytes = Buffer.byteLength(resolve(folder));
  const most = longestPathBytes - Buffer.byteLength(lockFile) - 1;
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
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file);
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (cause) {
    database?.close();
    throw lockError(file, cause);
  }
  const locked = database;
  return () => {
    if (locked.isOpen) locked.close();
  };
}

function lockError(file: string, cause: unknown): RunFolderError {
  const { errcode, message } = cause as Error & { errcode?: number };
  if (errcode === busy) {
    return new RunFolderError("a run is going on in this folder", {
      where: dirname(file),
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
