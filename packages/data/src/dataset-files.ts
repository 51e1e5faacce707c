import { DataError } from "@evenkeel/core";
import { existsSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { locate } from "./locate.ts";
import { findDataset, howToGet, projectRoot } from "./manifest.ts";
import { receiptFile } from "./receipt.ts";

/**
 * The files of a dataset on this machine, and where a checkout elsewhere looks for them (relative to its root, "/"
 * between).
 *
 * @throws {UsageError} unknown name.
 * @throws {DataError} not all of it is here.
 */
export async function datasetFiles(
  name: string,
  { root = projectRoot }: { readonly root?: string } = {},
): Promise<{ readonly from: string; readonly to: string }[]> {
  const entry = findDataset(name);
  const location = await locate(entry, root);
  if (location.state !== "present") {
    throw new DataError(`dataset ${name} is not on this machine`, { remedy: howToGet(entry) });
  }
  const receipt = join(dirname(location.files[0]?.path ?? ""), receiptFile);
  const paths = [...location.files.map(({ path }) => path), ...(existsSync(receipt) ? [receipt] : [])];
  return paths.map((path) => ({ from: path, to: posix.join(entry.folders.at(-1) ?? "", basename(path)) }));
}
