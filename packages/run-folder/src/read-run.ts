import { join } from "node:path";
import { RunFolderError, runSchema, schemaVersion, type CellResult, type Run } from "@evenkeel/core";
import { z } from "zod";
import { readJournal } from "./journal.ts";
import { damaged, parseAs, parseJson } from "./parse.ts";
import { journalFile, runFile } from "./paths.ts";
import { readTextIfAny } from "./storage.ts";

const versioned = z.object({ schemaVersion: z.int() });

/**
 * A run as its folder tells it, at any moment of its life: `run.json` with the cells of the journal merged in, in the
 * order of the plan. Throws `RunFolderError` when the folder holds no run, is damaged, or is of a newer schema.
 */
export async function readRun(folder: string): Promise<Run> {
  const file = join(folder, runFile);
  const text = await readTextIfAny(file);
  if (text === null) throw notARunFolder(folder);
  const value = parseJson(text, file);
  const { schemaVersion: version } = parseAs(versioned, value, file);
  if (version !== schemaVersion) throw otherSchema(file, version);
  const run = parseAs(runSchema, value, file);
  return { ...run, cells: inPlanOrder(run, [...run.cells, ...(await readJournal(folder))], folder) };
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
    expected: `schema version ${schemaVersion}`,
    got: `schema version ${version}`,
    remedy: newer ? "read it with the Evenkeel that wrote it, or a later one" : "run again",
  });
}
