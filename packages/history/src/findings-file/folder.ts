import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@evenkeel/core";
import { writeBytes } from "@evenkeel/run-folder";
import { readForeign } from "../import/foreign/foreign-file.ts";
import { findingsText, type FindingsFile } from "./findings-file.ts";
import { mergeFindings } from "./merge.ts";
import { fitFindings, readFindings } from "./read.ts";

/** Beside run folders: what was decided about them. */
export const findingsFolder = "findings";

/** The files of findings beside run folders, by name; empty where there are none. */
export async function findingsFilesIn(folder: string): Promise<string[]> {
  const place = join(folder, findingsFolder);
  const names = await readdir(place).catch(() => []);
  return names
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => join(place, name));
}

/** Throws `DataError` for what is no such file. */
export async function readFindingsFile(file: string): Promise<FindingsFile> {
  return readFindings(await readForeign(file), file);
}

/**
 * Puts what was decided of a machine beside its run folders, merged with what lies there of it. Whether that made a
 * difference. Throws `DataError` for a file there that cannot be used: it stays as it is.
 */
export async function addFindings(folder: string, file: FindingsFile): Promise<boolean> {
  const { fingerprint } = file.machine;
  const path = join(folder, findingsFolder, `${fingerprint}.json`);
  const isThere = (await findingsFilesIn(folder)).includes(path);
  const before = isThere ? await readForeign(path) : null;
  const known = before === null ? null : readFindings(before, path);
  if (known !== null && known.machine.fingerprint !== fingerprint) {
    throw new DataError("findings of another machine", {
      where: path,
      expected: fingerprint,
      got: known.machine.fingerprint,
    });
  }
  const text = findingsText(fitFindings(known === null ? file : mergeFindings(file, known), path));
  if (text === before) return false;
  await writeBytes(path, text, "project");
  return true;
}
