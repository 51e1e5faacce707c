import { homedir } from "node:os";
import { join, resolve } from "node:path";
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

/** A path that the user typed for `flag`, absolute: relative to where it was typed, `~` expanded. Throws `UsageError`. */
export function userPath(typed: string, flag: string): string {
  if (typed.trim() === "") throw new UsageError("expected a path", { where: flag, got: "nothing" });
  if (typed.includes("\0")) throw new UsageError("expected a path", { where: flag, got: "one with a NUL character" });
  return resolve(userFolder(), expandHome(typed));
}

/** `~` and what begins with `~/` lies in the home folder; where a shell does not see it (`--out=~/x`), it says so here. */
function expandHome(path: string): string {
  return path === "~" || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : path;
}
