import { existsSync } from "node:fs";
import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { DataError, foreignText } from "@evenkeel/core";
import { execa } from "execa";

/** Checkouts of other commits beside the user's own, each with its packages installed. */
export interface Checkouts {
  /** The folder of a commit's checkout, made where there is none yet. */
  at(commit: string): Promise<string>;
  /** Takes them all away again. */
  remove(): Promise<void>;
}

const commitPattern = /^[0-9a-f]{7,64}$/;

/**
 * Git worktrees of a repository under `folder`. What `evenkeel setup` brought is shared with the repository's own
 * checkout. A checkout that an interrupted run left is used again.
 */
export function checkoutsOf(repository: string, folder: string, signal?: AbortSignal): Checkouts {
  const git = (...args: string[]) => run("git", ["-C", repository, ...args], { signal });
  const made = new Set<string>();
  return {
    at: async (commit) => {
      if (!commitPattern.test(commit)) throw notACommit(commit);
      const place = join(folder, commit);
      made.add(place);
      if (!existsSync(join(place, "node_modules"))) {
        await mkdir(folder, { recursive: true });
        await git("worktree", "prune");
        if (!existsSync(join(place, ".git"))) await git("worktree", "add", "--force", "--detach", place, commit);
        await shareBackends(repository, place);
        await run("npx", ["-y", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline"], { cwd: place, signal });
      }
      return place;
    },
    remove: async () => {
      for (const place of made) await git("worktree", "remove", "--force", place).catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
      await git("worktree", "prune");
    },
  };
}

/** Commits after `good` up to `suspect`, along first parents, the oldest first. */
export async function commitsBetween(repository: string, good: string, suspect: string): Promise<string[]> {
  for (const commit of [good, suspect]) if (!commitPattern.test(commit)) throw notACommit(commit);
  const { stdout } = await run("git", ["-C", repository, "rev-list", "--first-parent", "--reverse", `${good}..${suspect}`]);
  return stdout.split("\n").filter((line) => line !== "");
}

/** Whether the repository has the commit. */
export async function hasCommit(repository: string, commit: string): Promise<boolean> {
  if (!commitPattern.test(commit)) return false;
  const { failed } = await execa("git", ["-C", repository, "cat-file", "-e", `${commit}^{commit}`], { reject: false });
  return !failed;
}

/** The folder, so that a checkout in the cache uses what was set up; its own where the commit brings other versions. */
async function shareBackends(repository: string, place: string): Promise<void> {
  const [own, shared] = [join(place, ".cache", "backends"), join(repository, ".cache", "backends")];
  if (existsSync(own) || !existsSync(shared)) return;
  await mkdir(join(place, ".cache"), { recursive: true });
  await symlink(shared, own, "junction");
}

async function run(file: string, args: readonly string[], options: { cwd?: string; signal?: AbortSignal | undefined } = {}) {
  const { cwd, signal } = options;
  const done = await execa(file, args, {
    reject: false,
    ...(cwd !== undefined && { cwd }),
    ...(signal !== undefined && { cancelSignal: signal }),
  });
  if (!done.failed) return { stdout: done.stdout };
  throw new DataError("a checkout of another commit could not be made", {
    where: `${file} ${args.slice(0, 4).join(" ")}`,
    expected: "exit code 0",
    got: foreignText(done.stderr === "" ? (done.shortMessage ?? "a failure") : done.stderr, 400),
  });
}

function notACommit(commit: string): DataError {
  return new DataError("not a commit", { where: "history", expected: "the hash of a commit", got: commit });
}
