import { existsSync } from "node:fs";
import { join } from "node:path";
import { InterruptedError } from "@evenkeel/core";
import { readRun, runFile } from "@evenkeel/run-folder";
import { execa } from "execa";
import { CommitError } from "./commit-error.ts";
import type { Worktree } from "./worktree.ts";

/** A commit that is measured, and the folder that its run folders lie in, one a round. */
export interface Turn {
  readonly worktree: Worktree;
  readonly out: string;
}

export interface TurnsOptions {
  readonly rounds: number;
  /** After `evenkeel run`, the same for both. */
  readonly runArguments: readonly string[];
  readonly signal: AbortSignal;
  /** Before a run begins. */
  readonly onTurn?: (round: number, commit: string) => void;
}

/**
 * Measures two commits in turn, a round each: first the one, then the other, in the next round the other way round, so
 * that what changes on the machine meanwhile meets both. Rounds that are finished already stay; one that was cut off
 * goes on. Throws `CommitError` where a run does not come to its end.
 */
export async function takeTurns(turns: readonly [Turn, Turn], options: TurnsOptions): Promise<void> {
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const turn of round % 2 === 1 ? turns : turns.toReversed()) {
      const folder = join(turn.out, String(round).padStart(2, "0"));
      if (await isFinished(folder)) continue;
      options.onTurn?.(round, turn.worktree.commit);
      await runOnce(turn.worktree, folder, options);
    }
  }
}

async function isFinished(folder: string): Promise<boolean> {
  return existsSync(join(folder, runFile)) && (await readRun(folder)).state === "finished";
}

async function runOnce(
  { commit, folder: cwd }: Worktree,
  folder: string,
  { runArguments, signal }: TurnsOptions,
): Promise<void> {
  const isBegun = existsSync(join(folder, runFile));
  const what = isBegun ? ["--resume", folder] : [...runArguments, "--out", folder];
  const { isCanceled, exitCode, shortMessage } = await execa(
    "npx",
    ["-y", "pnpm@12", "--silent", "evenkeel", "run", ...what],
    { cwd, reject: false, stdin: "ignore", stdout: "ignore", stderr: "inherit", cancelSignal: signal },
  );
  if (isCanceled || exitCode === 130) throw new InterruptedError("stopped");
  // Exit code 1 says that some cell failed; the comparison then holds the rest.
  if (await isFinished(folder)) return;
  throw new CommitError("its run did not come to its end", {
    where: commit,
    expected: `a finished run in ${folder}`,
    got: exitCode === undefined ? (shortMessage ?? "no exit code") : `exit code ${exitCode}`,
  });
}
