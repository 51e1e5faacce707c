import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isRunning } from "@evenkeel/core/is-running";
import { projectRoot } from "../project.ts";
import { commitOf, git } from "./git.ts";

/** A checkout of a commit. */
export interface Worktree {
  readonly commit: string;
  readonly folder: string;
}

/** Code whose commits are checked out, and what makes a checkout ready to be run. */
export interface CodeSource {
  /** What the repository is called in an error. */
  readonly called: string;
  /** The top of a git work tree. */
  readonly repository: string;
  prepare(worktree: Worktree, signal: AbortSignal): Promise<void>;
}

/** Checkouts that are made when they are first asked for, and taken away together. */
export interface Worktrees {
  readonly repository: string;
  /** Throws `UsageError` for what is no commit of the repository, `CommitError` for one that cannot be made ready. */
  at(commit: string): Promise<Worktree>;
  remove(): Promise<void>;
}

/** Beside Evenkeel, whose checkouts then share what its package manager keeps there. */
const parent = join(projectRoot, ".cache", "worktrees");

export function worktreesOf(source: CodeSource, signal: AbortSignal): Worktrees {
  const { repository } = source;
  const made = new Map<string, Worktree>();
  return {
    repository,
    at: async (commit) => {
      const worktree = made.get(commit) ?? (await makeWorktree(source, commit, signal));
      made.set(commit, worktree);
      return worktree;
    },
    remove: async () => {
      for (const { folder } of made.values()) await removeWorktree(repository, folder);
      await removeAbandoned(repository);
    },
  };
}

async function makeWorktree(source: CodeSource, typed: string, signal: AbortSignal): Promise<Worktree> {
  const { repository } = source;
  const commit = await commitOf({ repository, typed, where: source.called }, signal);
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, `${commit.slice(0, 8)}-${process.pid}-`));
  try {
    await git(repository, ["worktree", "add", "--quiet", "--force", "--detach", folder, commit], signal);
    const worktree = { commit, folder };
    await source.prepare(worktree, signal);
    return worktree;
  } catch (error) {
    await removeWorktree(repository, folder);
    throw error;
  }
}

/** Removes a checkout, also one that was made by half. */
async function removeWorktree(repository: string, folder: string): Promise<void> {
  const never = new AbortController().signal;
  await git(repository, ["worktree", "remove", "--force", folder], never).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
  await git(repository, ["worktree", "prune"], never).catch(() => undefined);
}

/** Checkouts of processes that were killed. Of another repository, its own git forgets them with its next `prune`. */
async function removeAbandoned(repository: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = /^[0-9a-f]{8}-(?<pid>\d+)-/.exec(name)?.groups?.["pid"];
    if (pid !== undefined && !isRunning(Number(pid))) await removeWorktree(repository, join(parent, name));
  }
}
