import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { joinRuns, readRunData, type RunData } from "@evenkeel/analysis";
import { runFile } from "@evenkeel/run-folder";
import { runFolderOf } from "./run-reference.ts";
import { userPath } from "./user-folder.ts";

/**
 * What the user means by an argument of `compare`: a run, as everywhere, or a folder of run folders, whose rounds count
 * as those of one run, in the order of the folders' names. Throws `UsageError`.
 */
export async function comparedRun(typed: string, where: string): Promise<RunData> {
  const parts = await runFoldersIn(userPath(typed, where));
  if (parts.length === 0) return readRunData(await runFolderOf(typed, where));
  const runs: RunData[] = [];
  for (const part of parts) runs.push(await readRunData(part));
  return joinRuns(runs, where);
}

/** None of a folder that is a run itself. */
async function runFoldersIn(folder: string): Promise<string[]> {
  if (existsSync(join(folder, runFile))) return [];
  const names: string[] = await readdir(folder).catch(() => []);
  return names
    .toSorted()
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, runFile)));
}
