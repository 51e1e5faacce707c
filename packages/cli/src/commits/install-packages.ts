import { InterruptedError } from "@evenkeel/core";
import { execa } from "execa";
import { CommitError } from "./commit-error.ts";
import type { Worktree } from "./worktree.ts";

/** By package manager: what installs exactly what a lockfile says. */
const installs = {
  pnpm: ["npx", "-y", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline", "--reporter=silent"],
  npm: ["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"],
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
  const [file, ...args] = installs[program];
  const { failed, isCanceled, stdout, stderr, shortMessage } = await execa(file, [...args, ...more], {
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
    remedy: `try it by itself: git worktree add, then ${[file, ...args, ...more].join(" ")}`,
  });
}
