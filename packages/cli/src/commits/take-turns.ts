import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { foreignText, InterruptedError } from "@evenkeel/core";
import { isGoingOn, readRun, runFile } from "@evenkeel/run-folder";
import { execa } from "execa";
import { endsWithStdin } from "../interrupt.ts";
import { CommitError } from "./commit-error.ts";

/** A commit that is measured, and how. */
export interface Turn {
  readonly commit: string;
  /** What starts `evenkeel`, and the folder that it is started in. */
  readonly program: readonly [string, ...string[]];
  readonly cwd: string;
  /** After `evenkeel run`. */
  readonly runArguments: readonly string[];
  /** Its run folders lie there, one a round. */
  readonly out: string;
}

export interface TurnsOptions {
  readonly rounds: number;
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
      await leftAlone(folder, options.signal);
      if (await isFinished(folder)) continue;
      options.onTurn?.(round, turn.commit);
      await runOnce(turn, folder, options.signal);
    }
  }
}

async function isFinished(folder: string): Promise<boolean> {
  return isBegun(folder) && (await readRun(folder)).state === "finished";
}

function isBegun(folder: string): boolean {
  return existsSync(join(folder, runFile));
}

/** Waits for a run that a killed command left behind: it ends soon after. */
async function leftAlone(folder: string, signal: AbortSignal): Promise<void> {
  while (isBegun(folder) && !(await isFinished(folder)) && isGoingOn(folder)) {
    if (signal.aborted) throw new InterruptedError("stopped");
    await wait(200);
  }
}

async function runOnce({ commit, program, cwd, runArguments }: Turn, folder: string, signal: AbortSignal) {
  const [file, ...first] = program;
  const what = isBegun(folder) ? ["--resume", folder] : [...runArguments, "--out", folder];
  const { isCanceled, exitCode, shortMessage, stderr } = await execa(file, [...first, "run", ...what], {
    cwd,
    reject: false,
    // Open as long as this process lives.
    stdin: "pipe",
    env: { [endsWithStdin]: "1" },
    stdout: "ignore",
    stderr: process.stderr.isTTY ? "inherit" : "pipe",
    cancelSignal: signal,
  });
  if (isCanceled || exitCode === 130) throw new InterruptedError("stopped");
  // Exit code 1 says that some cell failed; the comparison then holds the rest.
  if (await isFinished(folder)) return;
  const ended = exitCode === undefined ? (shortMessage ?? "no exit code") : `exit code ${exitCode}`;
  throw new CommitError("its run did not come to its end", {
    where: commit,
    expected: `a finished run in ${folder}`,
    got: errorLine(stderr) ?? ended,
  });
}

/** What a command says of why it ended; undefined where the terminal has it already. */
function errorLine(stderr: string | undefined): string | undefined {
  const lines = stderr === undefined ? [] : stripVTControlCharacters(stderr).split("\n");
  const line = lines.findLast((one) => one.startsWith("error: "));
  return line === undefined ? undefined : foreignText(line.slice("error: ".length), 500);
}
