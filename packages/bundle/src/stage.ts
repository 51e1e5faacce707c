import { constants } from "node:fs";
import { chmod, copyFile, cp, mkdir, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { launchers } from "./launchers.ts";
import { isNeeded, isOurRuntimeFile } from "./needed.ts";
import type { InstalledPackage } from "./package-closure.ts";

/** A file or folder of this machine, and its path in the bundle. */
export interface Inclusion {
  readonly from: string;
  readonly to: string;
}

export interface Contents {
  readonly root: string;
  readonly packages: readonly InstalledPackage[];
  readonly include: readonly Inclusion[];
  /** Becomes `bundle.json`. */
  readonly origin: object;
  readonly signal?: AbortSignal;
}

/**
 * Lays the bundle's tree out in `staging`. By copies: over files that are hard-linked to each other, as pnpm's are, tar
 * 7.5 waits for ever.
 */
export async function stageBundle(staging: string, contents: Contents): Promise<void> {
  const { root, packages, include, origin, signal } = contents;
  for (const one of packages) {
    signal?.throwIfAborted();
    await stagePackage(root, staging, one);
  }
  for (const { from, to } of include) await stageTree(from, join(staging, to));
  await writeFile(join(staging, "bundle.json"), JSON.stringify(origin));
  for (const [name, text] of Object.entries(launchers)) {
    await writeFile(join(staging, name), text);
    await chmod(join(staging, name), 0o755);
  }
}

async function stagePackage(root: string, staging: string, { name, folder, links }: InstalledPackage): Promise<void> {
  const isOurs = !folder.includes("node_modules");
  for (const path of await filesUnder(join(root, folder))) {
    if (isOurs ? !isOurRuntimeFile(path) : !isNeeded(name, path)) continue;
    await place(join(root, folder, path), join(staging, folder, path));
  }
  for (const { path, target } of links) {
    const at = join(staging, path);
    await mkdir(dirname(at), { recursive: true });
    await symlink(posix.relative(posix.dirname(path), target), at);
  }
}

async function stageTree(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if ((await stat(from)).isFile()) await place(from, to);
  else await cp(from, to, { recursive: true, verbatimSymlinks: true });
}

/** Paths of plain files, relative to the folder, "/" between. pnpm's links to other packages are not counted. */
async function filesUnder(folder: string, inside = ""): Promise<string[]> {
  const entries = await readdir(join(folder, inside), { withFileTypes: true });
  const nested = entries
    .filter((entry) => entry.isDirectory() && !(entry.name === "node_modules" && !folder.includes("node_modules")))
    .map((entry) => filesUnder(folder, posix.join(inside, entry.name)));
  const files = entries.filter((entry) => entry.isFile()).map((entry) => posix.join(inside, entry.name));
  return [...files, ...(await Promise.all(nested)).flat()];
}

async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}
