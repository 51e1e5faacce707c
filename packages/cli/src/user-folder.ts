import { statSync, type Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "@evenkeel/core";
import { projectRoot } from "./project.ts";

/**
 * The folder that the user typed the command in. A script of the root's `package.json` runs in the root, wherever pnpm
 * was called; pnpm says in `INIT_CWD` where that was.
 */
export function userFolder(cwd: string = process.cwd(), variables: NodeJS.ProcessEnv = process.env): string {
  const { INIT_CWD: called, npm_lifecycle_event: script } = variables;
  return cwd === projectRoot && script !== undefined && called !== undefined && called !== "" ? called : cwd;
}

/**
 * A path that the user typed for `flag`, absolute: relative to where it was typed, `~` expanded. Throws `UsageError`.
 */
export function userPath(typed: string, flag: string): string {
  if (typed.trim() === "") throw new UsageError("expected a path", { where: flag, got: "nothing" });
  if (typed.includes("\0")) throw new UsageError("expected a path", { where: flag, got: "one with a NUL character" });
  return resolve(userFolder(), expandHome(typed));
}

/**
 * Throws `UsageError` where no file or folder lies at a path that the user typed for `flag`; a pipe or device is
 * neither.
 */
export function mustExist(path: string, flag: string, what: "a file" | "a folder" | "a folder to write to"): void {
  const found = statOf(path);
  if (what === "a file" ? found?.isFile() : found?.isDirectory()) return;
  throw new UsageError(`no such ${what.replace(/^an? /, "")}`, {
    where: flag,
    expected: `${what} that is there`,
    got: path,
  });
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A name that is too long, a loop of links, a folder that may not be searched: there is nothing that can be read.
    return undefined;
  }
}

/** The file that the user named for `flag` to be written. Throws `UsageError` where no file can be made. */
export async function fileToWrite(typed: string, flag: string): Promise<string> {
  const path = userPath(typed, flag);
  if ((await stat(path).catch(() => null))?.isDirectory() === true || /[/\\]$/.test(typed)) {
    throw new UsageError("a folder, not a file", { where: flag, expected: "the name of a file", got: path });
  }
  mustExist(dirname(path), flag, "a folder to write to");
  return path;
}

/**
 * `~` and what begins with `~/` lies in the home folder; where a shell does not see it (`--out=~/x`), it says so here.
 */
function expandHome(path: string): string {
  return path === "~" || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : path;
}
