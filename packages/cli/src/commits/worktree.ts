import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { InterruptedError } from "@evenkeel/core";
import { execa } from "execa";
import { projectRoot } from "../project.ts";
import { CommitError } from "./commit-error.ts";
import { git } from "./git.ts";

/** What checkouts share of `.cache`: backends that were set up, and datasets that were fetched. */
const shared = ["backends", "datasets"];

/**
 * A checkout of a commit beside this one, with its own packages from the lockfile, and with the backends and datasets
 * that are here. Throws `CommitError`; `remove` takes it away again.
 */
export async function makeWorktree(commit: string, signal: AbortSignal): Promise<Worktree> {
  const parent = join(projectRoot, ".cache", "worktrees");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `${commit.slice(0, 8)}-`));
  const worktree = { commit, folder };
  try {
    await git(["worktree", "add", "--quiet", "--force", "--detach", folder, commit], signal);
    await share(folder);
    await install(worktree, signal);
    return worktree;
  } catch (error) {
    await removeWorktree(worktree);
    throw error;
  }
}

export interface Worktree {
  readonly commit: string;
  readonly folder: string;
}

/** Removes a checkout, also one that was made by half. */
export async function removeWorktree({ folder }: Worktree): Promise<void> {
  const never = new AbortController().signal;
  await git(["worktree", "remove", "--force", folder], never).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
  await git(["worktree", "prune"], never).catch(() => undefined);
}

async function share(folder: string): Promise<void> {
  await mkdir(join(folder, ".cache"), { recursive: true });
  for (const name of shared) {
    const from = join(projectRoot, ".cache", name);
    if (existsSync(from)) await symlink(from, join(folder, ".cache", name), "junction");
  }
}

async function install({ commit, folder }: Worktree, signal: AbortSignal): Promise<void> {
  const args = ["-y", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline", "--reporter=silent"];
  const { failed, isCanceled, stdout, stderr, shortMessage } = await execa("npx", args, {
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
    remedy: `try it by itself: git worktree add, then npx -y pnpm@12 install`,
  });
}

/** Checkouts that are made when they are first asked for, and taken away together. */
export interface Worktrees {
  at(commit: string): Promise<Worktree>;
  remove(): Promise<void>;
}

export function worktreesOf(signal: AbortSignal): Worktrees {
  const made = new Map<string, Worktree>();
  return {
    at: async (commit) => {
      const worktree = made.get(commit) ?? (await makeWorktree(commit, signal));
      made.set(commit, worktree);
      return worktree;
    },
    remove: async () => {
      for (const worktree of made.values()) await removeWorktree(worktree);
    },
  };
}
