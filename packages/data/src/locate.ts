import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DataError } from "@evenkeel/core";
import type { DatasetEntry, DatasetFile } from "./manifest.ts";

/** A file of a dataset and its path on this machine. */
export interface LocatedFile {
  readonly file: DatasetFile;
  readonly path: string;
}

/** The folder that downloads of a dataset go into. */
export function downloadFolder(entry: DatasetEntry, root: string): string {
  return resolve(root, entry.folders.at(-1) ?? "");
}

/**
 * The dataset's files in the first folder that has them all, or null where the dataset is not here.
 *
 * @throws {DataError} naming the missing file, where a folder has some of the files and none has all.
 */
export async function locate(entry: DatasetEntry, root: string): Promise<readonly LocatedFile[] | null> {
  let incomplete: string | undefined;
  for (const folder of entry.folders.map((own) => resolve(root, own))) {
    const found = await Promise.all(
      entry.files.map(async (file) => ({ file, path: await findFile(folder, file.file) })),
    );
    const located = found.flatMap(({ file, path }) => (path === null ? [] : [{ file, path }]));
    if (located.length === entry.files.length) return located;
    const missing = found.find(({ path }) => path === null);
    if (located.length > 0 && missing !== undefined) incomplete ??= join(folder, missing.file.file);
  }
  if (incomplete === undefined) return null;
  throw new DataError("missing", { where: incomplete, remedy: entry.howToGet });
}

/** `name.gz` may also lie there decompressed, as `name`. */
async function findFile(folder: string, name: string): Promise<string | null> {
  for (const path of [join(folder, name), join(folder, name.replace(/\.gz$/, ""))]) {
    const here = await access(path).then(
      () => true,
      () => false,
    );
    if (here) return path;
  }
  return null;
}
