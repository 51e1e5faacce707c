import { claimRules, compareRuns, type Change, type RunComparison, type RunData } from "@evenkeel/analysis";
import { foreignText, UsageError } from "@evenkeel/core";
import { changeWords, comparisonMarkdown, tookTurns } from "@evenkeel/report";
import { whatDiffers, writeBytes } from "@evenkeel/run-folder";
import type { Command } from "commander";
import pc from "picocolors";
import { list } from "./options.ts";
import { numbers, textTable, type Cell } from "./table.ts";
import { print, printJson } from "./terminal.ts";
import { fileToWrite } from "./user-folder.ts";

/** How a comparison is told, as typed. */
export interface ComparisonOptions {
  readonly failOn?: readonly string[];
  readonly all?: true;
  readonly json?: true;
  readonly markdown?: string;
}

const failures = ["slower", "less-accurate", "more-memory"] as const;
type Failure = (typeof failures)[number];

/** A ratio nearer to 1 between two runs is not claimed, in percent. */
export const percentApart = Math.round(100 * (claimRules.leastRatioBetweenRuns - 1));

/** The flags of `ComparisonOptions`. */
export function comparisonOptions(command: Command): Command {
  return command
    .option("--fail-on <verdicts>", `exit with 1 where one of these is claimed: ${failures.join(", ")}`, list)
    .option("--all", "also list what is equivalent or not distinguishable")
    .option("--json", "print the comparison as one JSON document on stdout")
    .option("--markdown <file>", "also write it as Markdown, for the comment of a pull request");
}

/** Compares, tells it as the flags ask, and gives the exit code. */
export type Teller = (runs: readonly [RunData, RunData], baseline: string | null) => Promise<0 | 1>;

/** Checks the flags before there is anything to tell. Throws `UsageError`. */
export async function comparisonTeller({ failOn, all, json, markdown }: ComparisonOptions): Promise<Teller> {
  const named = (failOn ?? []).map(knownFailure);
  const file = markdown === undefined ? null : await fileToWrite(markdown, "--markdown");
  return async (runs, baseline) => {
    const comparison = compareRuns(...runs, baseline);
    refuseNothing(comparison);
    const failed = comparison.changes.filter(({ claim }) => named.some((verdict) => verdict === claim?.verdict));
    if (file !== null) await writeBytes(file, comparisonMarkdown([runs[0].run, runs[1].run], comparison), "out");
    if (json === true) printJson(documentOf(runs, comparison, failed));
    else print(text(runs, comparison, { failed, all: all === true }));
    return failed.length > 0 ? 1 : 0;
  };
}

function knownFailure(typed: string): Failure {
  const known = failures.find((verdict) => verdict === typed);
  if (known !== undefined) return known;
  throw new UsageError("nothing to fail on", { where: "--fail-on", expected: failures.join(", "), got: `"${typed}"` });
}

function refuseNothing({ changes, unlike }: RunComparison): void {
  if (changes.length > 0) return;
  throw new UsageError("the two runs have nothing to compare", {
    where: "before, after",
    expected: "a backend that both measured on the same workload, metric and number of threads",
    got: unlike.length === 0 ? "none" : unlike.map(({ workload, what }) => `${workload} differs in ${what}`).join("; "),
  });
}

function text(
  [first, second]: readonly [RunData, RunData],
  { sameMachine, unlike, changes }: RunComparison,
  { failed, all }: { readonly failed: readonly Change[]; readonly all: boolean },
): string {
  const decided = changes.filter(isDecided);
  const shown = all || !sameMachine ? changes : decided;
  const tally = `${decided.length} of ${changes.length} comparisons are claimed, ${count(changes, "equivalent")} equivalent, ${
    changes.filter(({ claim }) => claim?.verdict === "not-distinguishable").length
  } not distinguishable.`;
  const notes = unlike.map(({ workload, what }) => `${workload} is left out: the runs differ in ${what}`);
  const parts = [
    [`before: ${about(first)}`, `after:  ${about(second)}`, ...machineLines([first, second])].join("\n"),
    shown.length === 0 ? "" : textTable(head, shown.map(rowOf)),
    [tally, ...notes, ...(failed.length > 0 ? [`--fail-on: ${failed.length} claimed`] : [])].join("\n"),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function machineLines([first, second]: readonly [RunData, RunData]): string[] {
  if (first.run.fingerprint === second.run.fingerprint) {
    const how = tookTurns([first.run, second.run]) ? "took turns on it" : "did not meet it in the same minutes";
    return [`The same machine. The runs ${how}: at least ${percentApart}% is claimed.`];
  }
  const differences = machineDifferences([first, second]).map((part) => foreignText(part));
  return [
    "Two machines: times and memory are not compared across them, only ratios within each run.",
    ...(differences.length === 0 ? [] : [`The runs' machines differ in ${differences.join("; ")}.`]),
  ];
}

/** In what the machines of two runs differ; nothing where they are one. */
function machineDifferences([{ run: first }, { run: second }]: readonly [RunData, RunData]): string[] {
  return first.fingerprint === second.fingerprint ? [] : whatDiffers(first.environment, second.environment);
}

function about({ run }: RunData): string {
  const { machineName, cpu, evenkeelCommit, repository } = run.environment;
  const commit = repository?.commit ?? evenkeelCommit;
  const parts = [run.runId, machineName ?? "", cpu, commit?.slice(0, 8) ?? ""];
  return foreignText(parts.filter((part) => part !== "").join(", "), 300);
}

const head = ["workload", "backend", "threads", "metric", ...numbers("before", "after", "after ÷ before"), "verdict"];

function rowOf(change: Change): Cell[] {
  const { metric, threads, values, change: ratio, verdict } = changeWords(change);
  const bad = failures.some((failure) => failure === change.claim?.verdict);
  const colour = !isDecided(change) ? (plain: string) => plain : bad ? pc.red : pc.green;
  return [change.workload, change.backend, threads, metric, ...values, ratio, { text: verdict, colour }];
}

function isDecided({ claim }: Change): boolean {
  return claim !== null && claim.verdict !== "equivalent" && claim.verdict !== "not-distinguishable";
}

function count(changes: readonly Change[], verdict: string): number {
  return changes.filter(({ claim }) => claim?.verdict === verdict).length;
}

function documentOf(runs: readonly [RunData, RunData], comparison: RunComparison, failed: readonly Change[]): object {
  const [before, after] = runs.map(({ run: { runId, fingerprint, environment } }) => {
    const { machineName } = environment;
    return { runId, fingerprint, ...(machineName !== undefined && { machineName }) };
  });
  return { before, after, machinesDifferIn: machineDifferences(runs), ...comparison, failed: failed.length };
}
