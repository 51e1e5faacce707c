import type { Stats } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { DataError } from "@evenkeel/core";
import { dataFileError } from "../data-file-error.ts";

/** A folder or a regular file. Links have been followed. */
export interface Entry {
  readonly name: string;
  /** As it was reached from the root, links not resolved. */
  readonly path: string;
  readonly directory: boolean;
}

export interface FolderEntries {
  /** Sorted by code unit, so that every machine agrees. */
  readonly entries: readonly Entry[];
  /** Paths of hidden entries and of what operating systems leave in folders. */
  readonly hidden: readonly string[];
}

const leftBySystems = new Set([
  "$recycle.bin",
  "@eadir",
  "__macosx",
  "desktop.ini",
  "ehthumbs.db",
  "icon\r",
  "lost+found",
  "system volume information",
  "thumbs.db",
]);

/**
 * What a folder holds. Links are followed within `inside` (a real path).
 *
 * @throws {DataError} unreadable, a link that leads out of `inside`, or something that is neither file nor
 *   folder: a pipe, a device, a socket.
 */
export async function listFolder(folder: string, inside: string): Promise<FolderEntries> {
  const found = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw dataFileError("read", folder, cause);
  });
  const isHidden = (name: string) => name.startsWith(".") || leftBySystems.has(name.toLowerCase());
  for (const { name } of found) if (name.includes(undecodable)) await refuseUndecodable(join(folder, name));
  const byName = found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const entries: Entry[] = [];
  for (const entry of byName.filter(({ name }) => !isHidden(name))) {
    const path = join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await followed(path, inside) : entry;
    if (!kind.isFile() && !kind.isDirectory()) throw notAFile(path, kind);
    entries.push({ name: entry.name, path, directory: kind.isDirectory() });
  }
  return { entries, hidden: byName.filter(({ name }) => isHidden(name)).map(({ name }) => join(folder, name)) };
}

/** What stands for bytes that are no UTF-8. */
const undecodable = "\uFFFD";

/** A name of other bytes than UTF-8 leads to nothing once it has been read. */
async function refuseUndecodable(where: string): Promise<void> {
  const found = await lstat(where).catch(() => null);
  if (found === null) throw new DataError("a name that is not UTF-8", { where, remedy: "rename it" });
}

/** A link out of the folder could show any file of the machine in a report. */
async function followed(path: string, inside: string): Promise<Stats> {
  const target = await realpath(path).catch((cause: unknown) => {
    throw dataFileError("read", path, cause);
  });
  if (!isWithin(target, inside)) {
    throw new DataError("a link that leads out of the folder", {
      where: path,
      remedy: "copy what it leads to instead",
    });
  }
  return stat(target).catch((cause: unknown) => {
    throw dataFileError("read", path, cause);
  });
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

type Special = Pick<Stats, "isFIFO" | "isSocket" | "isCharacterDevice" | "isBlockDevice">;

/** Reading a pipe or a device may never end. */
export function notAFile(where: string, kind: Special): DataError {
  const devices = kind.isCharacterDevice() || kind.isBlockDevice();
  const got = kind.isFIFO() ? "a pipe" : kind.isSocket() ? "a socket" : devices ? "a device" : "neither";
  return new DataError("not a file", { where, expected: "files and folders", got, remedy: "remove it" });
}
