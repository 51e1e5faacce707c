import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "@evenkeel/core";
import { runFile } from "@evenkeel/run-folder";
import { nearest } from "./known-name.ts";
import { runsFolder } from "./project.ts";
import { userPath } from "./user-folder.ts";

const latest = "latest";

/**
 * The run folder that the user means by the flag or argument `where`: its path, the id of a run in `runs`, or `latest`
 * for the one that began last. Throws `UsageError` where there is none.
 */
export async function runFolderOf(typed: string, where: string, runs: string = runsFolder): Promise<string> {
  const path = userPath(typed, where);
  if (existsSync(join(path, runFile))) return path;
  const known = await runIds(runs);
  const id = typed === latest ? known.at(-1) : known.find((one) => one === typed);
  if (id !== undefined) return join(runs, id);
  const there = existsSync(path);
  const near = there ? null : nearest(typed, known);
  throw new UsageError(there ? "not a run folder" : "no such run", {
    where,
    expected: `a folder with ${runFile} in it, the id of a run in reports/runs, or ${latest}`,
    got: there || typed !== latest ? path : "no run in reports/runs",
    ...(near !== null && { remedy: `did you mean ${near}?` }),
  });
}

/** The ids of the runs in a folder; they begin with the time of their start, so that the last one is the latest. */
async function runIds(runs: string): Promise<string[]> {
  const names = await readdir(runs).catch(() => []);
  return names.filter((name) => existsSync(join(runs, name, runFile))).toSorted();
}

/** Where a run is to be written. Throws `UsageError` where something lies there already. */
export async function newRunFolder(typed: string): Promise<string> {
  const path = userPath(typed, "--out");
  const found = await stat(path).catch(() => null);
  const isFree =
    found === null || (found.isDirectory() && (await readdir(path).catch(() => ["unreadable"])).length === 0);
  if (isFree) return path;
  const isRun = existsSync(join(path, runFile));
  throw new UsageError(found.isDirectory() ? "the folder is not empty" : "a file lies there", {
    where: "--out",
    expected: "a new or empty folder",
    got: path,
    remedy: isRun ? "choose another, or go on with its run by --resume" : "choose another",
  });
}
