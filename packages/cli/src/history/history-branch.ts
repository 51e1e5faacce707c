import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DataError, foreignText } from "@evenkeel/core";
import { gitIn } from "../commits/git.ts";

/** A branch that holds run folders and nothing else, beside the code or in a repository of its own. */
export interface HistoryBranch {
  /** A remote's URL or path, or the name of a remote of the repository in `cwd`. */
  readonly remote: string;
  readonly branch: string;
  readonly cwd: string;
}

/** Kept of a run folder: what an index and a report are made from. Weights can be trained again. */
const leftOut = new Set(["weights", "run.lock"]);
/** How often a push that another machine came before is tried again. */
const attempts = 6;

/** Copies every run of the branch into a folder, those that it has already left alone. Gives how many are new. */
export async function pullRuns(place: HistoryBranch, to: string): Promise<number> {
  return withClone(place, async ({ folder, exists }) => {
    if (!exists) return 0;
    const runs = await runsIn(folder);
    await mkdir(to, { recursive: true });
    const here = new Set(await readdir(to));
    const added = runs.filter((name) => !here.has(name));
    for (const name of added) await cp(join(folder, "runs", name), join(to, name), { recursive: true });
    return added.length;
  });
}

/**
 * Adds run folders to the branch, which is made where there is none. Runs that it has already stay as they are. Where
 * another machine pushed meanwhile its runs are fetched and this is tried again. Gives how many were added.
 */
export async function pushRuns(place: HistoryBranch, folders: readonly string[]): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const added = await withClone(place, async ({ folder, git }) => {
      const there = new Set(await runsIn(folder));
      const open = folders.filter((run) => !there.has(basename(run)));
      if (open.length === 0) return 0;
      for (const run of open) await cp(run, join(folder, "runs", basename(run)), { recursive: true, filter: isKept });
      await git("add", "--all", "--force", "runs");
      const author = ["-c", "user.name=evenkeel", "-c", "user.email=evenkeel@localhost"];
      await git(...author, "commit", "--quiet", "--message", `Add ${open.map((run) => basename(run)).join(", ")}`);
      const pushed = await git.try("push", "--quiet", "origin", `HEAD:refs/heads/${place.branch}`);
      if (pushed.ok) return open.length;
      if (attempt === attempts || !/rejected|fetch first|non-fast-forward|cannot lock ref/.test(pushed.said)) {
        throw gitFailed(place, "push", pushed.said);
      }
      return null;
    });
    if (added !== null) return added;
  }
}

function isKept(path: string): boolean {
  return !leftOut.has(basename(path));
}

async function runsIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, "runs"), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

type Git = ((...args: string[]) => Promise<void>) & {
  try(...args: string[]): Promise<{ readonly ok: boolean; readonly said: string }>;
};

interface Clone {
  readonly folder: string;
  readonly git: Git;
  /** Whether the branch is there already. */
  readonly exists: boolean;
}

/** A shallow clone of the branch alone, taken away afterwards; an empty one where there is no such branch yet. */
async function withClone<T>(place: HistoryBranch, work: (clone: Clone) => Promise<T>): Promise<T> {
  const { remote, branch, cwd } = place;
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-history-"));
  try {
    const url = await urlOf(remote, cwd);
    const git = gitOf(folder, place);
    await git("init", "--quiet", "--initial-branch", branch);
    await git("remote", "add", "--", "origin", url);
    const listed = await git.try("ls-remote", "--exit-code", "origin", `refs/heads/${branch}`);
    // git ends with 2 where the remote answers and has no such branch.
    if (!listed.ok && listed.said !== "") throw gitFailed(place, "ls-remote", listed.said);
    if (listed.ok) {
      await git("fetch", "--quiet", "--depth", "1", "origin", `refs/heads/${branch}`);
      await git("checkout", "--quiet", "-B", branch, "FETCH_HEAD");
    }
    return await work({ folder, git, exists: listed.ok });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function urlOf(remote: string, cwd: string): Promise<string> {
  const { stdout, failed } = await gitIn(cwd, ["remote", "get-url", "--", remote]);
  return failed ? remote : stdout.trim();
}

function gitOf(folder: string, place: HistoryBranch): Git {
  const attempt = async (...args: string[]) => {
    const { failed, stderr } = await gitIn(folder, args);
    return { ok: !failed, said: stderr };
  };
  const git = async (...args: string[]) => {
    const { ok, said } = await attempt(...args);
    if (!ok) throw gitFailed(place, args[0] ?? "", said);
  };
  return Object.assign(git, { try: attempt });
}

function gitFailed({ branch }: HistoryBranch, command: string, said: string): DataError {
  return new DataError("the history's branch cannot be used", {
    where: `git ${command}, branch ${branch}`,
    expected: "a remote that can be read and written",
    got: foreignText(withoutPasswords(said), 300),
    remedy: "check --remote, and the token or key that git uses",
  });
}

/** git repeats a remote's URL in its messages, with what stands before its `@`. */
function withoutPasswords(text: string): string {
  return text.replaceAll(/(?<=:\/\/)[^\s/@]+@/g, "***@");
}
