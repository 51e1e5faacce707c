import { globSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Change } from "./plan.ts";

/**
 * Writes the changes, then finishes, which may write to the `alsoTouched` files (globs). Where anything of it fails,
 * every file is again what it was, and the error is thrown.
 */
export async function writeAll(
  root: string,
  changes: readonly Change[],
  alsoTouched: readonly string[],
  finish: () => void | Promise<void>,
): Promise<void> {
  const before = await contents(root, [
    ...changes.filter(({ isNew }) => !isNew).map(({ path }) => path),
    ...globSync(alsoTouched, { cwd: root }),
  ]);
  const made: string[] = [];
  try {
    for (const { path, text, isNew } of changes) {
      const folder = await mkdir(dirname(join(root, path)), { recursive: true });
      if (folder !== undefined) made.push(folder);
      if (isNew) made.push(join(root, path));
      await writeFile(join(root, path), text);
    }
    await finish();
  } catch (error) {
    for (const path of made) await rm(path, { recursive: true, force: true });
    for (const [path, bytes] of before) await writeFile(join(root, path), bytes);
    throw error;
  }
}

async function contents(root: string, paths: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const path of new Set(paths)) found.set(path, await readFile(join(root, path)));
  return found;
}
