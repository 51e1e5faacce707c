import { randomInt } from "node:crypto";
import { constants } from "node:fs";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { RunFolderError } from "@evenkeel/core";
import { makeFolder } from "./make-folder.ts";

/** Whose a file is: a run folder's, one that a command names by `--out`, or the project's own. */
export type Owner = "run" | "out" | "project";

const readRemedies: Readonly<Record<string, string>> = {
  EACCES: "allow reading it",
  EPERM: "allow reading it",
  EISDIR: "a folder lies in its place: remove it",
  ENOENT: "check the path",
  ENOTDIR: "check the path",
};

function writeRemedies(owner: Owner): Readonly<Record<string, string>> {
  const elsewhere = owner === "project" ? "" : "choose another --out";
  const allow = ["allow writing there", elsewhere].filter((text) => text !== "").join(", or ");
  const room = owner === "run" ? "free disk space, then go on with --resume if the run had begun" : "free disk space";
  return {
    ...readRemedies,
    EACCES: allow,
    EPERM: allow,
    EROFS: ["the disk is read-only", elsewhere].filter((text) => text !== "").join("; "),
    ENOSPC: room,
    EDQUOT: room,
  };
}

/** What went wrong with a file, in one line with a remedy that fits whose it is. */
export function storageError(
  action: "read" | "written",
  where: string,
  cause: unknown,
  owner: Owner = "run",
): RunFolderError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const remedies = action === "read" ? readRemedies : writeRemedies(owner);
  const remedy = code === undefined ? undefined : remedies[code];
  return new RunFolderError(`cannot be ${action}`, {
    where,
    got: code === undefined ? message : `${code} (${message.replace(/^[A-Z]+: /, "").replace(/,.*$/, "")})`,
    ...(remedy === undefined ? {} : { remedy }),
    cause,
  });
}

/** Writes a file whole or not at all, flushed to disk, making its folder. Throws `RunFolderError`. */
export async function writeBytes(file: string, bytes: Uint8Array | string, owner: Owner = "run"): Promise<void> {
  try {
    await makeFolder(dirname(file));
    await replaceFile(file, bytes);
  } catch (cause) {
    throw storageError("written", file, cause, owner);
  }
}

/**
 * Writes beside the file, flushes, and renames. Our own, because write-file-atomic 8 writes once and does not look how
 * much was taken: a disk that fills up then leaves half a file in the place of the good one.
 */
async function replaceFile(file: string, bytes: Uint8Array | string): Promise<void> {
  const beside = `${file}.${randomInt(2 ** 32)}`;
  try {
    const handle = await open(beside, "wx");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (cause) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw cause;
  }
}

/** Adds a line to a file and flushes it to the disk before returning. Throws `RunFolderError`. */
export async function appendLine(file: string, line: string): Promise<void> {
  try {
    const handle = await open(file, "a");
    try {
      await handle.writeFile(`${line}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw storageError("written", file, cause);
  }
}

/** Windows has no such flag, and no pipes among its files. */
const withoutWaiting = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** Opens a file for reading. A pipe in its place would keep this process waiting for ever, a device never end. */
export async function openRegular(file: string): Promise<FileHandle> {
  const handle = await open(file, withoutWaiting);
  const stats = await handle.stat();
  if (stats.isFile() || stats.isDirectory()) return handle;
  await handle.close();
  throw new Error("a pipe or a device, not a file");
}

async function readRegular(file: string): Promise<Buffer> {
  const handle = await openRegular(file);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Throws `RunFolderError` when the file cannot be read. */
export async function readBytes(file: string): Promise<Uint8Array> {
  const bytes = await readRegular(file).catch((cause: unknown) => {
    throw storageError("read", file, cause);
  });
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The text of a file, or null when there is none. Throws `RunFolderError` when it cannot be read. */
export async function readTextIfAny(file: string): Promise<string | null> {
  try {
    return (await readRegular(file)).toString("utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw storageError("read", file, cause);
  }
}
