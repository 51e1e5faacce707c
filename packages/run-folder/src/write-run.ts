import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseAs } from "./parse.ts";
import { cellFolder, cellLogFile, indexFile, runFile } from "./paths.ts";
import { publicText, publicValue } from "./public-text.ts";
import { runSchema, type Run } from "./run.ts";
import { storageError, writeBytes } from "./storage.ts";

/** Writes `run.json`, whole or not at all, without absolute paths of this machine. Throws `RunFolderError`. */
export async function writeRun(folder: string, run: Run): Promise<void> {
  const file = join(folder, runFile);
  await writeBytes(file, `${JSON.stringify(publicValue(parseAs(runSchema, run, file)), null, 2)}\n`);
}

/** Writes the report. The manifest must be written after it. */
export async function writeIndex(folder: string, html: string): Promise<void> {
  await writeBytes(join(folder, indexFile), html);
}

/** Keeps what a cell's process wrote on its error stream, without absolute paths of this machine. */
export async function writeCellLog(folder: string, cellId: string, text: string): Promise<void> {
  await writeBytes(join(cellFolder(folder, cellId), cellLogFile), publicText(text));
}

/** Removes what an earlier, unsettled attempt of a cell left behind. */
export async function clearCell(folder: string, cellId: string): Promise<void> {
  const path = cellFolder(folder, cellId);
  await rm(path, { recursive: true, force: true }).catch((cause: unknown) => {
    throw storageError("written", path, cause);
  });
}
