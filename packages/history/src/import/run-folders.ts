import { readdir, stat } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runFile } from "@evenkeel/run-folder";

/**
 * The run folders that a path means: itself, or those in it, by name; names of run folders begin with their time. Empty
 * where it is neither.
 */
export async function runFoldersIn(path: string): Promise<string[]> {
  if (existsSync(join(path, runFile))) return [path];
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() !== true) return [];
  // What begins with a dot is in the making.
  const names = (await readdir(path)).filter((name) => !name.startsWith(".")).toSorted();
  return names.map((name) => join(path, name)).filter((folder) => existsSync(join(folder, runFile)));
}
