import { foreignText, InterruptedError, quotedText, UsageError } from "@evenkeel/core";
import { execa } from "execa";
import { projectRoot } from "../project.ts";
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

/** Runs git in the checkout, and gives what it printed. Throws `CommitError`. */
export async function git(args: readonly string[], signal: AbortSignal): Promise<string> {
  const { failed, isCanceled, stdout, stderr, shortMessage } = await gitIn(projectRoot, args, signal);
  if (isCanceled) throw new InterruptedError("stopped");
  if (failed) throw new CommitError("git failed", { where: `git ${args[0]}`, got: stderr || (shortMessage ?? "") });
  return stdout;
}

/** The full hash of what the user means by a branch, tag or hash. Throws `UsageError` where it is no commit. */
export async function commitOf(typed: string, where: string, signal: AbortSignal): Promise<string> {
  try {
    const revision = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${typed}^{commit}`];
    return (await git(revision, signal)).trim();
  } catch (cause) {
    if (!(cause instanceof CommitError)) throw cause;
    throw new UsageError("no such commit", {
      where,
      expected: "a branch, a tag or a hash of this repository",
      got: quotedText(foreignText(typed)),
      cause,
    });
  }
}

/** Commits after `good` up to `suspect`, along first parents, the oldest first. */
export async function commitsBetween(good: string, suspect: string, signal: AbortSignal): Promise<string[]> {
  const range = `${await commitOf(good, "good", signal)}..${await commitOf(suspect, "suspect", signal)}`;
  const listed = await git(["rev-list", "--first-parent", "--reverse", range], signal);
  return listed.split("\n").filter((line) => line !== "");
}
