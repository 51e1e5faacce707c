import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { cellResultSchema, type CellResult } from "@evenkeel/core";
import { damaged, migrated, parseAs, parseJson, parseKnown } from "./parse.ts";
import { journalFile } from "./paths.ts";
import { publicValue } from "./public-text.ts";
import { appendLine, readTextIfAny, storageError, writeBytes } from "./storage.ts";

/** Adds a settled cell to the journal and flushes it to the disk: a kill after this loses nothing of it. */
export async function appendCell(folder: string, cell: CellResult): Promise<void> {
  await appendLine(
    join(folder, journalFile),
    JSON.stringify(publicValue(parseAs(cellResultSchema, cell, `cell ${cell.id}`))),
  );
}

/** Begins the journal anew, once `run.json` holds what is to stay of it. */
export async function emptyJournal(folder: string): Promise<void> {
  await writeBytes(join(folder, journalFile), "");
}

/**
 * The settled cells of the journal, in the order they were written; of two with one id the later holds. A line is only
 * complete with its newline, so that what a kill cut off at the end is left out; damage before the end is an error.
 * `migrate` makes a cell of an older schema one of this.
 */
export async function readJournal(
  folder: string,
  migrate: (cell: unknown) => unknown = (cell) => cell,
): Promise<CellResult[]> {
  const file = join(folder, journalFile);
  const text = (await readTextIfAny(file)) ?? "";
  const lines = text.slice(0, completeLength(text)).split("\n").slice(0, -1);
  const cells = lines.map((line, index) => {
    const where = `${file} line ${index + 1}`;
    if (line === "") throw damaged(where, "a settled cell", "an empty line");
    const value = parseJson(line, where);
    return parseKnown(
      cellResultSchema,
      migrated(() => migrate(value), where),
      where,
    );
  });
  return [...new Map(cells.map((cell) => [cell.id, cell])).values()];
}

/** Cuts off a torn last line, so that the next cell is appended to a whole one. */
export async function cutTornLine(folder: string): Promise<void> {
  const file = join(folder, journalFile);
  const text = await readTextIfAny(file);
  if (text === null || completeLength(text) === text.length) return;
  const kept = Buffer.byteLength(text.slice(0, completeLength(text)));
  await truncate(file, kept).catch((cause: unknown) => {
    throw storageError("written", file, cause);
  });
}

function completeLength(text: string): number {
  return text.lastIndexOf("\n") + 1;
}
