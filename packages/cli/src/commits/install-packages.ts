import { InterruptedError } from "@evenkeel/core";
import { execa } from "execa";
import { CommitError } from "./commit-error.ts";
import { pnpmAsTyped, pnpmCommand } from "./pnpm-command.ts";
import type { Worktree } from "./worktree.ts";

/** By package manager: what installs exactly what a lockfile says. */
const installs = {
  pnpm: ["install", "--frozen-lockfile", "--prefer-offline", "--reporter=silent"],
  npm: ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"],
} as const;

export interface Installer {
  readonly program: keyof typeof installs;
  readonly args: readonly string[];
}

/** Installs a checkout's packages from its lockfile. Throws `CommitError` where that fails. */
export async function installPackages(
  { commit, folder }: Worktree,
  { program, args: more }: Installer,
  signal: AbortSignal,
): Promise<void> {
  const [file, ...first] = program === "pnpm" ? pnpmCommand() : ["npm"];
  const args = [...installs[program], ...more];
  const { failed, isCanceled, stdout, stderr, shortMessage } = await execa(file, [...first, ...args], {
    cwd: folder,
    reject: false,
    stdin: "ignore",
    cancelSignal: signal,
    killDescendants: true,
    env: { CI: "true" },
  });
  if (isCanceled) throw new InterruptedError("stopped");
  if (!failed) return;
  throw new CommitError("its packages cannot be installed", {
    where: commit,
    got: stderr || stdout || (shortMessage ?? ""),
    remedy: `try it by itself: git worktree add, then ${[...(program === "pnpm" ? pnpmAsTyped : ["npm"]), ...args].join(" ")}`,
  });
}
