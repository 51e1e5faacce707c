import { DatabaseSync } from "node:sqlite";

/** SQLite's result code for a database that another holds. */
const busy = 5;

/** Longest absolute path of a lock's file, in bytes: SQLite opens none of more than 512 with what it may add. */
export const longestLockPathBytes = 512 - "-journal".length - 1;

/**
 * Holds a file's lock until the function that it gives is called, or until this process ends, however it ends: the lock
 * is the operating system's, taken through SQLite, which knows how on each of them. The file that carries it is empty
 * and stays, because removing it could remove the next one's lock. Null where another holds it, of this process too.
 * Throws what SQLite says of a file that cannot be made or is something else.
 */
export function takeFileLock(file: string): (() => void) | null {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file);
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database?.close();
    if ((error as { errcode?: number }).errcode === busy) return null;
    throw error;
  }
  const locked = database;
  return () => {
    if (locked.isOpen) locked.close();
  };
}
