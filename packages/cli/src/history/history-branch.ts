import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DataError, foreignText } from "@evenkeel/core";
import { addFindings, findingsFilesIn, findingsFolder, type FindingsFile } from "@evenkeel/history";
import { manifestFile, runFile } from "@evenkeel/run-folder";
import { gitIn } from "../commits/git.ts";

/** A branch that holds run folders and what was decided about them, beside the code or in a repository of its own. */
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

export interface Pulled {
  /** Runs that were not there. */
  readonly runs: number;
  /** Machines with findings on the branch. */
  readonly machines: number;
}

/**
 * Copies every run of the branch into a folder, those that it has already left alone, and beside them what was decided:
 * the files of findings as they are, for whoever reads them to check.
 */
export async function pullHistory(place: HistoryBranch, to: string): Promise<Pulled> {
  return withClone(place, async ({ folder, exists }) => {
    if (!exists) return { runs: 0, machines: 0 };
    const runs = await runsIn(folder);
    await mkdir(to, { recursive: true });
    const here = new Set(await readdir(to));
    const added = runs.filter((name) => !here.has(name) && name !== findingsFolder);
    for (const name of added) await cp(join(folder, "runs", name), join(to, name), { recursive: true });
    const files = await findingsFilesIn(folder);
    for (const file of files) await cp(file, join(to, findingsFolder, basename(file)));
    return { runs: added.length, machines: files.length };
  });
}

/** What goes to the branch. */
export interface ToPush {
  /** Run folders, by path. */
  readonly runs: readonly string[];
  readonly findings: readonly FindingsFile[];
}

export interface Pushed {
  readonly runs: number;
  /** Names of runs that the branch has with other results: they stay as they are there. */
  readonly others: readonly string[];
  /** Machines about which the branch says something else now. */
  readonly machines: number;
}

/**
 * Adds run folders to the branch, which is made where there is none, and merges what was decided into what it says of
 * the same machines. Runs that it has already stay as they are. Where another machine pushed meanwhile, what it pushed
 * is fetched and this is tried again.
 */
export async function pushHistory(place: HistoryBranch, { runs, findings }: ToPush): Promise<Pushed> {
  for (let attempt = 1; ; attempt += 1) {
    const pushed = await withClone(place, async ({ folder, git }) => {
      const there = new Set(await runsIn(folder));
      const added = runs.filter((run) => !there.has(basename(run)));
      const others = await namesOfOthers(
        runs.filter((run) => there.has(basename(run))),
        folder,
      );
      for (const run of added) await cp(run, join(folder, "runs", basename(run)), { recursive: true, filter: isKept });
      const machines: string[] = [];
      for (const file of findings) if (await addFindings(folder, file)) machines.push(file.machine.fingerprint);
      const done = { runs: added.length, others, machines: machines.length };
      if (added.length + machines.length === 0) return done;
      await git("add", "--all", "--force", ".");
      await git(
        "commit",
        "--quiet",
        "--message",
        messageOf(
          added.map((run) => basename(run)),
          machines,
        ),
      );
      const said = await git.try("push", "--quiet", "origin", `HEAD:refs/heads/${place.branch}`);
      if (said.ok) return done;
      if (attempt === attempts || !/rejected|fetch first|non-fast-forward|cannot lock ref/.test(said.said)) {
        throw gitFailed(place, "push", said.said);
      }
      return null;
    });
    if (pushed !== null) return pushed;
  }
}

function messageOf(runs: readonly string[], machines: readonly string[]): string {
  const parts = [
    ...(runs.length === 0 ? [] : [`Add ${runs.join(", ")}`]),
    ...(machines.length === 0 ? [] : [`Findings of ${machines.join(", ")}`]),
  ];
  return parts.join("; ");
}

function isKept(path: string): boolean {
  return !leftOut.has(basename(path));
}

/** Of runs that are on the branch by name: those whose results are others, of two machines in one second say. */
async function namesOfOthers(runs: readonly string[], clone: string): Promise<string[]> {
  const others: string[] = [];
  for (const run of runs) {
    const name = basename(run);
    if ((await resultsOf(run)) !== (await resultsOf(join(clone, "runs", name)))) others.push(name);
  }
  return others;
}

/** What a run's manifest says of its results; a page that was made again does not count. */
async function resultsOf(run: string): Promise<string | null> {
  const read = (name: string) => readFile(join(run, name), "utf8").catch(() => null);
  const manifest = await read(manifestFile);
  return manifest?.split("\n").find((line) => line.endsWith(`  ${runFile}`)) ?? read(runFile);
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

/** Whatever the user's own settings are: the same bytes on every system, no links, nothing to sign or to ask. */
const settings = {
  "user.name": "evenkeel",
  "user.email": "evenkeel@localhost",
  "commit.gpgsign": "false",
  "core.autocrlf": "false",
  "core.symlinks": "false",
} as const;

/** A shallow clone of the branch alone, taken away afterwards; an empty one where there is no such branch yet. */
async function withClone<T>(place: HistoryBranch, work: (clone: Clone) => Promise<T>): Promise<T> {
  const { remote, branch, cwd } = place;
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-history-"));
  try {
    const url = await urlOf(remote, cwd);
    const git = gitOf(folder, place);
    await git("init", "--quiet", "--initial-branch", branch);
    for (const [name, value] of Object.entries(settings)) await git("config", name, value);
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
