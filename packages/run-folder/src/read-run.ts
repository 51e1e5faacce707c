import { join } from "node:path";
import { RunFolderError, type CellResult } from "@evenkeel/core";
import { z } from "zod";
import { readJournal } from "./journal.ts";
import { migrateCell, migrateRun } from "./migrate/migrate.ts";
import { damaged, migrated, parseJson, parseKnown } from "./parse.ts";
import { journalFile, runFile } from "./paths.ts";
import { publicValue } from "./public-text.ts";
import { runSchema, schemaVersion, type Run } from "./run.ts";
import { readTextIfAny } from "./storage.ts";

const versioned = z.looseObject({ schemaVersion: z.int() });

/**
 * A run as its folder tells it, at any moment of its life: `run.json` with the cells of the journal merged in, in the
 * order of the plan, and without absolute paths of the machine that an older writer left in. Fields that this
 * version does not know are passed over, and older versions are migrated. Throws `RunFolderError` when the folder
 * holds no run, is damaged, or is of a newer schema.
 */
export async function readRun(folder: string): Promise<Run> {
  const { value, version, file } = await readVersioned(folder);
  const current = migrated(() => migrateRun(value, version), file);
  const run = parseKnown(runSchema, current, file);
  const journal = await readJournal(folder, (cell) => migrateCell(cell, version, run.experiment));
  return publicValue({ ...run, cells: inPlanOrder(run, [...run.cells, ...journal], folder) });
}

/** The schema version that a folder's run was written with. Throws `RunFolderError` as `readRun` does. */
export async function runVersion(folder: string): Promise<number> {
  return (await readVersioned(folder)).version;
}

async function readVersioned(folder: string): Promise<{ value: unknown; version: number; file: string }> {
  const file = join(folder, runFile);
  const text = await readTextIfAny(file);
  if (text === null) throw notARunFolder(folder);
  const value = parseJson(text, file);
  const { schemaVersion: version } = parseKnown(versioned, value, file);
  if (version < 1 || version > schemaVersion) throw otherSchema(file, version);
  return { value, version, file };
}

function inPlanOrder(run: Run, cells: readonly CellResult[], folder: string): CellResult[] {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const planned = new Set(run.plan.map((cell) => cell.id));
  for (const id of byId.keys()) {
    if (!planned.has(id)) throw damaged(join(folder, journalFile), "cells of the run's plan", `"${id}"`);
  }
  return run.plan.flatMap((cell) => byId.get(cell.id) ?? []);
}

export function notARunFolder(folder: string): RunFolderError {
  return new RunFolderError("not a run folder", {
    where: folder,
    expected: `a folder with ${runFile} in it`,
    remedy: "run folders lie in reports/runs unless --out said otherwise",
  });
}

function otherSchema(file: string, version: number): RunFolderError {
  const newer = version > schemaVersion;
  return new RunFolderError(newer ? "from a newer Evenkeel" : "of an unknown schema", {
    where: file,
    expected: `schema version ${schemaVersion} or older`,
    got: `schema version ${version}`,
    remedy: newer ? "read it with the Evenkeel that wrote it, or a later one" : "run again",
  });
}
