import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
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

/** Whether a dataset is on this machine. */
export type Location =
  | { readonly state: "present"; readonly files: readonly LocatedFile[] }
  /** Some files are there; `missing` is the path of one that is not. */
  | { readonly state: "incomplete"; readonly missing: string }
  | { readonly state: "absent" };

/** The dataset's files in the first folder that has them all. */
export async function locate(entry: DatasetEntry, root: string): Promise<Location> {
  let missing: string | undefined;
  for (const folder of entry.folders.map((own) => resolve(root, own))) {
    const files: LocatedFile[] = [];
    const absent: string[] = [];
    for (const file of entry.files) {
      const path = await findFile(folder, file.file);
      if (path === null) absent.push(join(folder, file.file));
      else files.push({ file, path });
    }
    if (absent.length === 0) return { state: "present", files };
    if (files.length > 0) missing ??= absent[0];
  }
  return missing === undefined ? { state: "absent" } : { state: "incomplete", missing };
}

/** `name.gz` may also lie there decompressed, as `name`, and `train-images-idx3-ubyte` as `train-images.idx3-ubyte`. */
async function findFile(folder: string, name: string): Promise<string | null> {
  const spellings = [name, name.replace(/-(?=idx\d-ubyte)/, ".")];
  for (const path of spellings.flatMap((own) => [join(folder, own), join(folder, own.replace(/\.gz$/, ""))])) {
    const here = await access(path).then(
      () => true,
      () => false,
    );
    if (here) return path;
  }
  return null;
}
