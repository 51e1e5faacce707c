import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";

/** Of a folder, no more files than these are read: what holds more is no component. */
const mostFiles = 20_000;

/** What is no part of a component: installed packages, caches and what begins with a dot. */
const passedOver = /(?:^|\/)(?:node_modules|__pycache__|\.[^/]*)(?:\/|$)/;

export interface Hashed {
  readonly sha256: string;
  readonly files: number;
}

/** Thrown for what is not there or not to be read; its message is for a reader. */
export class NotRetrieved extends Error {}

/**
 * The hash of a file, or of a folder's files, below `root`. A link that leads out of `root` is not followed. Throws
 * `NotRetrieved`.
 */
export async function hashPath(root: string, path: string): Promise<Hashed> {
  try {
    const base = await realpath(root);
    const full = await realpath(join(base, path));
    const inside = relative(base, full);
    if (inside === ".." || inside.startsWith(`..${sep}`)) throw new NotRetrieved(`${path} leads out of its folder`);
    const stats = await lstat(full);
    if (stats.isFile()) return { sha256: await sha256Of(full), files: 1 };
    if (stats.isDirectory()) return await hashFolder(full, path);
    throw new NotRetrieved(`${path} is neither a file nor a folder`);
  } catch (error) {
    if (error instanceof NotRetrieved) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" || code === "ENOTDIR" ? "is not here" : `cannot be read (${code ?? message})`;
    throw new NotRetrieved(`${path} ${why}`, { cause: error });
  }
}

async function hashFolder(folder: string, named: string): Promise<Hashed> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !passedOver.test(path))
    .toSorted();
  if (paths.length === 0) throw new NotRetrieved(`${named} holds no file`);
  if (paths.length > mostFiles) throw new NotRetrieved(`${named} holds more than ${mostFiles} files`);
  const lines: [path: string, sha256: string][] = [];
  for (const path of paths) lines.push([path, await sha256Of(join(folder, path))]);
  return { sha256: sha256OfList(lines), files: paths.length };
}

/** One hash over many files: of lines as `sha256sum` prints them, sorted by path. */
export function sha256OfList(files: readonly (readonly [path: string, sha256: string])[]): string {
  const lines = files.map(([path, sha256]) => `${sha256}  ${path}\n`);
  return createHash("sha256").update(lines.join("")).digest("hex");
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
