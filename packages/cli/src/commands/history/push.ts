import { existsSync } from "node:fs";
import type { FindingsFile } from "@evenkeel/history";
import { readRun } from "@evenkeel/run-folder";
import { Command } from "commander";
import { exitCodes } from "../../exit-codes.ts";
import type { HistoryBranch } from "../../history/history-branch.ts";
import { historyStore } from "../../project.ts";
import { runFolderOf } from "../../run-reference.ts";
import { print, say } from "../../terminal.ts";
import { userFolder, userPath } from "../../user-folder.ts";
import { storeOption, withStore, type StoreOptions } from "./store-option.ts";

interface Place {
  readonly remote: string;
  readonly branch: string;
}

const help = `
Runs are kept on a branch of their own, which holds nothing else: run folders without weights, and what was decided about
them, a file a machine: findings with their evidence, and what the last check said of each series. Each machine pushes
its own runs and decisions; whoever makes the pages pulls all of them. Of two that push at once both are kept, and what
was confirmed or refuted once stays so.

Examples:
  evenkeel history push latest                     the last run, to the branch evenkeel-history of origin
  evenkeel history push latest --remote git@host:owner/benchmarks.git
  evenkeel history pull reports/runs && evenkeel history rebuild reports/runs

${exitCodes({ good: "pushed or pulled", bad: "the branch could not be read or written, or has another run of that name" })}`;

function withPlace(command: Command): Command {
  return command
    .option("--remote <remote>", "a remote of this repository, or an address that git knows", "origin")
    .option("--branch <name>", "the branch that holds the history", "evenkeel-history")
    .addHelpText("after", help);
}

const placeOf = ({ remote, branch }: Place): HistoryBranch => ({ remote, branch, cwd: userFolder() });

/** `evenkeel history push`: runs and what was decided, to a branch. */
export function pushCommand(): Command {
  const command = new Command("push")
    .description("add run folders, and what was decided about their machines, to the branch that keeps the history")
    .argument("<runs...>", "run folders, ids of runs in reports/runs, or latest")
    .addOption(storeOption())
    .action(async (typed: readonly string[], options: Place & StoreOptions) => {
      const runs: string[] = [];
      for (const one of typed) runs.push(await runFolderOf(one, "runs"));
      const { pushHistory } = await import("../../history/history-branch.ts");
      const findings = await findingsOfMachines(runs, options);
      const pushed = await pushHistory(placeOf(options), { runs, findings });
      for (const name of pushed.others) say(`left out: ${name}: another run of this name is on the branch`);
      const machines = pushed.machines === 0 ? "" : `; findings of ${machinesWords(pushed.machines)}`;
      print(`${pushed.runs} of ${runs.length} pushed to ${options.branch}${machines}`);
      process.exitCode = pushed.others.length > 0 ? 1 : 0;
    });
  return withPlace(command);
}

/** Of the machines that the runs are of; none where there is no history yet. */
async function findingsOfMachines(runs: readonly string[], options: StoreOptions): Promise<FindingsFile[]> {
  if (options.store === undefined && !existsSync(historyStore)) return [];
  const fingerprints = new Set<string>();
  for (const run of runs) fingerprints.add((await readRun(run)).fingerprint);
  const { findingsOf } = await import("@evenkeel/history");
  return withStore(options, async (store) => {
    const found = await Promise.all([...fingerprints].map((fingerprint) => findingsOf(store, fingerprint)));
    return found.filter((file) => file !== null);
  });
}

/** `evenkeel history pull`: runs and what was decided, from a branch. */
export function pullCommand(): Command {
  const command = new Command("pull")
    .description("fetch run folders, and what was decided about them, from the branch that keeps the history")
    .argument("<folder>", "where run folders go; those that are there stay")
    .action(async (typed: string, options: Place) => {
      const { pullHistory } = await import("../../history/history-branch.ts");
      const { runs, machines } = await pullHistory(placeOf(options), userPath(typed, "folder"));
      print(`${runs} new runs${machines === 0 ? "" : `; findings of ${machinesWords(machines)}`}`);
    });
  return withPlace(command);
}

function machinesWords(count: number): string {
  return count === 1 ? "1 machine" : `${count} machines`;
}
