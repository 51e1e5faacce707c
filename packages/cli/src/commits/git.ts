import { foreignText, InterruptedError, quotedText, UsageError } from "@evenkeel/core";
import { execa } from "execa";
import { CommitError } from "./commit-error.ts";

/** Runs git in a folder, without hooks and without asking anybody. Never rejects. */
export async function gitIn(folder: string, args: readonly string[], signal?: AbortSignal) {
  return execa("git", ["-c", "core.hooksPath=/dev/null", "-C", folder, ...args], {
    reject: false,
    stdin: "ignore",
    env: { GIT_TERMINAL_PROMPT: "0" },
    ...(signal !== undefined && { cancelSignal: signal }),
  });
}

/** Runs git in a repository, and gives what it printed. Throws `CommitError`. */
export async function git(repository: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const { failed, isCanceled, stdout, stderr, shortMessage } = await gitIn(repository, args, signal);
  if (isCanceled) throw new InterruptedError("stopped");
  if (failed) throw new CommitError("git failed", { where: `git ${args[0]}`, got: stderr || (shortMessage ?? "") });
  return stdout;
}

interface Typed {
  readonly repository: string;
  readonly typed: string;
  /** The flag or argument, or what else named it. */
  readonly where: string;
}

/** The full hash of what is meant by a branch, tag or hash. Throws `UsageError` where it is no commit. */
export async function commitOf({ repository, typed, where }: Typed, signal: AbortSignal): Promise<string> {
  try {
    const revision = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${typed}^{commit}`];
    return (await git(repository, revision, signal)).trim();
  } catch (cause) {
    if (!(cause instanceof CommitError)) throw cause;
    throw new UsageError("no such commit", {
      where,
      expected: "a branch, a tag or a hash of this repository",
      got: quotedText(foreignText(typed)),
      ...(/^[0-9a-f]{7,64}$/.test(typed) && { remedy: "fetch it: a shallow clone has its newest commits alone" }),
      cause,
    });
  }
}

/** Commits after `good` up to `suspect`, along first parents, the oldest first; both are full hashes. */
export async function commitsBetween(
  repository: string,
  { good, suspect }: { readonly good: string; readonly suspect: string },
  signal: AbortSignal,
): Promise<string[]> {
  const range = ["rev-list", "--first-parent", "--reverse", "--end-of-options", `${good}..${suspect}`];
  const listed = await git(repository, range, signal);
  return listed.split("\n").filter((line) => line !== "");
}
