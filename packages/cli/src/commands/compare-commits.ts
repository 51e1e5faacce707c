import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { claimRules } from "@evenkeel/analysis";
import { UsageError } from "@evenkeel/core";
import { ownWorkTree } from "@evenkeel/harness";
import { writeBytes } from "@evenkeel/run-folder";
import { Command } from "commander";
import { evenkeelSource } from "../commits/evenkeel-source.ts";
import { commitOf } from "../commits/git.ts";
import { ownSource } from "../commits/own-source.ts";
import { evenkeelHere, evenkeelOf } from "../commits/programs.ts";
import { takeTurns, type Turn } from "../commits/take-turns.ts";
import { worktreesOf, type CodeSource, type Worktree } from "../commits/worktree.ts";
import { comparedRun } from "../compared-runs.ts";
import { comparisonOptions, comparisonTeller, percentApart, type ComparisonOptions } from "../comparison-output.ts";
import { exitCodes } from "../exit-codes.ts";
import { experimentPath } from "../experiment-file.ts";
import { listenForSignals } from "../interrupt.ts";
import { nonEmpty, positiveInteger } from "../options.ts";
import { projectRoot } from "../project.ts";
import { say } from "../terminal.ts";
import { userPath } from "../user-folder.ts";

/** Flags that are handed on to each run. */
const handedOn = ["backend", "model", "task", "epochs", "seeds", "threads", "budget", "memoryBudget"] as const;

interface Options extends ComparisonOptions, Partial<Record<(typeof handedOn)[number], string>> {
  readonly rounds: number;
  readonly out?: string;
}

const help = `
Each commit is checked out beside this one with its own packages, and the two are measured in turn, round by round, with
the experiment as it stands here. Then they are compared as evenkeel compare does: from ${claimRules.fewestRounds} rounds on, and not of less than ${percentApart}%.
What is measured stays in --out; the same command goes on where it was interrupted.

Of an experiment that lies in a repository of its own, commits of that repository are compared, each with the experiment as
it has it, run by Evenkeel as it stands here.

Examples:
  evenkeel compare-commits main HEAD
  evenkeel compare-commits v1.0.0 HEAD quick --model keras-mnist-cnn-small --backend onnx-cpu --budget 2
  evenkeel compare-commits HEAD^1 HEAD pull-request --markdown comment.md
  evenkeel compare-commits main HEAD ./bench/mine.ts        in a repository of your own

${exitCodes({ good: "compared, and nothing of --fail-on happened", bad: "something of --fail-on happened, or a commit could not be run" })}`;

/** `evenkeel compare-commits`: two commits, of Evenkeel or of an experiment's own repository, measured in turn. */
export function compareCommitsCommand(): Command {
  const command = new Command("compare-commits")
    .description("measure two commits in turn on this machine, and hold one against the other")
    .argument("<before>", "a branch, a tag or a hash")
    .argument("<after>", "the commit that is held against it")
    .argument("[experiment]", "a file of benchmarks/ by name, or a path", "pull-request")
    .option("--rounds <n>", "passes over each commit", positiveInteger, 12)
    .option("--out <folder>", "where the run folders lie (default: reports/comparisons/<before>-<after>)")
    .option("--backend <ids>", "only these backends", nonEmpty)
    .option("--model <names>", "only these networks", nonEmpty)
    .option("--task <names>", "only these tasks", nonEmpty)
    .option("--epochs <n>", "passes over the training images", nonEmpty)
    .option("--seeds <numbers>", "seeds of weights and batch order", nonEmpty)
    .option("--threads <counts>", "thread counts, each a number or default", nonEmpty)
    .option("--budget <seconds>", "time a cell may measure for", nonEmpty)
    .option("--memory-budget <MiB>", "memory that a cell's processes may take", nonEmpty);
  return comparisonOptions(command)
    .addHelpText("after", help)
    .action(async (before: string, after: string, experiment: string, options: Options) => {
      const tell = await comparisonTeller(options);
      const { signal, release } = listenForSignals(() => say("stopping; what is measured stays"));
      try {
        const file = await experimentPath(experiment);
        const code = await codeOf(file);
        const { repository } = code.source;
        const commits = [
          await commitOf({ repository, typed: before, where: "before" }, signal),
          await commitOf({ repository, typed: after, where: "after" }, signal),
        ] as const;
        refuseSame(commits);
        const out = outOf(options, commits);
        const flags = flagsOf(options);
        await claimFolder(out, { commits, experiment: code.experiment, runArguments: flags });
        await measure(commits, { ...code, out, rounds: options.rounds, flags, signal });
        const [first, second] = [join(out, "before"), join(out, "after")];
        process.exitCode = await tell([await comparedRun(first, "before"), await comparedRun(second, "after")], null);
      } finally {
        release();
      }
    });
}

function refuseSame([before, after]: readonly [string, string]): void {
  if (before !== after) return;
  throw new UsageError("both are the same commit", { where: "before, after", expected: "two commits", got: before });
}

function outOf({ out }: Options, commits: readonly [string, string]): string {
  if (out !== undefined) return userPath(out, "--out");
  return resolve(projectRoot, "reports/comparisons", commits.map((commit) => commit.slice(0, 8)).join("-"));
}

function flagsOf(options: Options): string[] {
  const flags = handedOn.flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value];
  });
  return [...flags, "--rounds", "1"];
}

/** Whose commits are compared, and how each is measured. */
interface Code {
  readonly source: CodeSource;
  /** What tells the experiment from others: of Evenkeel's what it holds, of one's own its place in each commit. */
  readonly experiment: string;
  readonly turnOf: (worktree: Worktree) => Pick<Turn, "commit" | "program" | "cwd"> & { readonly file: string };
}

async function codeOf(file: string): Promise<Code> {
  const own = await ownWorkTree(file, projectRoot);
  if (own === null) {
    const turnOf = (worktree: Worktree) => ({ commit: worktree.commit, file, ...evenkeelOf(worktree) });
    return { source: evenkeelSource, experiment: await hashOf(file), turnOf };
  }
  return {
    source: ownSource(own.top, own.path),
    experiment: own.path,
    turnOf: ({ commit, folder }) => ({ commit, file: join(folder, own.path), ...evenkeelHere(folder) }),
  };
}

async function hashOf(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

/** Rounds that lie in the folder already are of the same comparison, or the folder is refused. */
async function claimFolder(out: string, settings: object): Promise<void> {
  const file = join(out, "comparison.json");
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  if (!existsSync(file)) return writeBytes(file, text, "out");
  if ((await readFile(file, "utf8")) === text) return;
  throw new UsageError("the folder holds another comparison", {
    where: "--out",
    expected: "the same commits, experiment and flags",
    got: out,
    remedy: "choose another folder",
  });
}

interface Measuring extends Code {
  readonly out: string;
  readonly rounds: number;
  readonly flags: readonly string[];
  readonly signal: AbortSignal;
}

async function measure([before, after]: readonly [string, string], how: Measuring): Promise<void> {
  const { out, rounds, flags, signal, source, turnOf } = how;
  const worktrees = worktreesOf(source, signal);
  const turnAt = async (commit: string, name: string): Promise<Turn> => {
    say(`checking out and installing ${commit.slice(0, 8)}`);
    const { file, ...turn } = turnOf(await worktrees.at(commit));
    return { ...turn, runArguments: [file, ...flags], out: join(out, name) };
  };
  try {
    const turns = [await turnAt(before, "before"), await turnAt(after, "after")] as const;
    const onTurn = (round: number, commit: string) => say(`round ${round} of ${rounds}: ${commit.slice(0, 8)}`);
    await takeTurns(turns, { rounds, signal, onTurn });
  } finally {
    await worktrees.remove();
  }
}
