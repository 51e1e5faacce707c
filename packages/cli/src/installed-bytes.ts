import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { BackendEntry } from "@evenkeel/core";
import { z } from "zod";
import { projectRoot } from "./project.ts";
import { registry } from "./registry.ts";

const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** Of a backend by its id: see `bytesOf`. */
export async function installedBytes(id: string): Promise<number | null> {
  const entry = registry.find((one) => one.id === id);
  return entry === undefined ? null : bytesOf(entry);
}

/**
 * What lies on the disk for a backend beside this project: its npm packages with those that they need, and what setup
 * brought. Null where it names neither, or where they are not here.
 */
export async function bytesOf({
  libraries = [],
  setup,
}: Pick<BackendEntry, "libraries" | "setup">): Promise<number | null> {
  const folders = new Set<string>();
  const beginnings = await ourPackages();
  for (const name of libraries) {
    for (const manifest of beginnings) await addPackage(folders, name, manifest);
  }
  const brought = (await setup?.())?.folder;
  if (brought !== undefined) folders.add(brought);
  const sizes = await Promise.all([...folders].map(bytesIn));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return bytes === 0 ? null : bytes;
}

/** The manifests of the packages that hold backends: from there Node finds their libraries. */
async function ourPackages(): Promise<string[]> {
  const folder = resolve(projectRoot, "packages");
  const names = (await readdir(folder)).filter((name) => name.startsWith("backend-"));
  return names.map((name) => join(folder, name, "package.json"));
}

/** A package as that of the manifest `from` sees it, and what it needs; nothing where it is not installed. */
async function addPackage(folders: Set<string>, name: string, from: string): Promise<void> {
  const found = findPackage(name, from);
  if (found === null) return;
  const manifest = await realpath(found);
  if (folders.has(dirname(manifest))) return;
  folders.add(dirname(manifest));
  const { dependencies } = manifestSchema.parse(JSON.parse(await readFile(manifest, "utf8")));
  for (const needed of Object.keys(dependencies)) await addPackage(folders, needed, manifest);
}

function findPackage(name: string, from: string): string | null {
  try {
    return findPackageJSON(name, pathToFileURL(from)) ?? null;
  } catch {
    return null;
  }
}

/** Of a folder with all in it, without what Python writes beside its modules when they are first imported. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += entry.name === "__pycache__" ? 0 : await bytesIn(path);
    else if (entry.isFile()) bytes += (await lstat(path)).size;
  }
  return bytes;
}
