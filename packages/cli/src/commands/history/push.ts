import { Command } from "commander";
import { exitCodes } from "../../exit-codes.ts";
import { pullRuns, pushRuns, type HistoryBranch } from "../../history/history-branch.ts";
import { runFolderOf } from "../../run-reference.ts";
import { print } from "../../terminal.ts";
import { userFolder, userPath } from "../../user-folder.ts";

interface Options {
  readonly remote: string;
  readonly branch: string;
}

const help = `
Runs are kept on a branch of their own, which holds nothing else: run folders without weights. Each machine pushes its
own runs; whoever makes the pages pulls all of them. Of two that push at once both are kept.

Examples:
  evenkeel history push latest                     the last run, to the branch evenkeel-history of origin
  evenkeel history push latest --remote git@host:owner/benchmarks.git
  evenkeel history pull reports/runs && evenkeel history rebuild reports/runs

${exitCodes({ good: "pushed or pulled", bad: "the branch could not be read or written" })}`;

function withPlace(command: Command): Command {
  return command
    .option("--remote <remote>", "a remote of this repository, or an address that git knows", "origin")
    .option("--branch <name>", "the branch that holds the runs", "evenkeel-history")
    .addHelpText("after", help);
}

const placeOf = ({ remote, branch }: Options): HistoryBranch => ({ remote, branch, cwd: userFolder() });

/** `evenkeel history push`: runs to a branch. */
export function pushCommand(): Command {
  const command = new Command("push")
    .description("add run folders to the branch that keeps the history")
    .argument("<runs...>", "run folders, ids of runs in reports/runs, or latest")
    .action(async (typed: readonly string[], options: Options) => {
      const folders: string[] = [];
      for (const one of typed) folders.push(await runFolderOf(one, "runs"));
      const added = await pushRuns(placeOf(options), folders);
      print(`${added} of ${folders.length} pushed to ${options.branch}`);
    });
  return withPlace(command);
}

/** `evenkeel history pull`: runs from a branch. */
export function pullCommand(): Command {
  const command = new Command("pull")
    .description("fetch run folders from the branch that keeps the history")
    .argument("<folder>", "where run folders go; those that are there stay")
    .action(async (typed: string, options: Options) => {
      const added = await pullRuns(placeOf(options), userPath(typed, "folder"));
      print(`${added} new runs`);
    });
  return withPlace(command);
}
