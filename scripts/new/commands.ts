import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { EvenkeelError } from "@evenkeel/core";

/** A command that finishes what was written failed; what was written is taken back. */
class CommandError extends EvenkeelError {
  readonly code = "skeleton";

  constructor(command: string, output: string) {
    const last = output.trim().split("\n").slice(-3).join(" | ") || "no output";
    super("failed", { where: command, got: last, remedy: "nothing was written" });
  }
}

/** Links a new package and writes the lockfile. */
export function linkPackages(root: string): void {
  const args = ["install", "--no-frozen-lockfile", "--prefer-offline"];
  // pnpm says of itself where it is, to what it starts; of some versions that is a script.
  const pnpm = process.env["npm_execpath"];
  if (pnpm === undefined) run(root, "npx", ["-y", "pnpm@12", ...args]);
  else if (/\.[cm]?js$/.test(pnpm)) run(root, process.execPath, [pnpm, ...args]);
  else run(root, pnpm, args);
}

/** Writes the files of docs/ that are made from the code. */
export function generate(root: string): void {
  run(root, process.execPath, [join(root, "packages/cli/scripts/generate.ts")]);
}

function run(cwd: string, command: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new CommandError([command, ...args].join(" "), error?.message ?? `${stdout}\n${stderr}`);
}
