import {
  claimRules,
  compareRuns,
  readRunData,
  type Change,
  type RunComparison,
  type RunData,
} from "@evenkeel/analysis";
import { foreignText, UsageError } from "@evenkeel/core";
import { changeWords } from "@evenkeel/report";
import { Command } from "commander";
import pc from "picocolors";
import { exitCodes } from "../exit-codes.ts";
import { list } from "../options.ts";
import { runFolderOf } from "../run-reference.ts";
import { textTable, type Cell } from "../table.ts";
import { print, printJson } from "../terminal.ts";

interface Options {
  readonly baseline?: string;
  readonly failOn?: readonly string[];
  readonly all?: true;
  readonly json?: true;
}

const failures = ["slower", "less-accurate", "more-memory"] as const;
type Failure = (typeof failures)[number];

const percentApart = Math.round(100 * (claimRules.leastRatioBetweenRuns - 1));

const help = `
The second run is held against the first, backend by backend, workload by workload: by the same tests that a report's
claims rest on (docs/methods.md). Two runs never met the machine in the same minutes: what changed on it between them
counts as a difference, so less than ${percentApart}% is not claimed, and --rounds ${claimRules.fewestRounds} at least is needed for times and memory.
Runs of two machines are not compared in time or memory: with --baseline each shows its ratios to that backend within
its own run. Accuracies are compared anywhere, on the same images or seeds.

Examples:
  evenkeel compare 2026-11-27T09-00-00-quick latest
  evenkeel compare reports/runs/before reports/runs/after --fail-on slower,less-accurate,more-memory
  evenkeel compare laptop server --baseline onnx-cpu        two machines: ratios to onnx-cpu in each
  evenkeel compare before after --json

${exitCodes({ good: "compared, and nothing of --fail-on happened", bad: "something of --fail-on happened" })}`;

/** `evenkeel compare`: what became of each backend from one run to another. */
export function compareCommand(): Command {
  return new Command("compare")
    .description("hold one run against another: what became faster, slower, more or less accurate")
    .argument("<before>", "a run folder, the id of a run in reports/runs, or latest")
    .argument("<after>", "the run that is held against it")
    .option("--baseline <backend>", "the backend that ratios within each run refer to")
    .option("--fail-on <verdicts>", `exit with 1 where one of these is claimed: ${failures.join(", ")}`, list)
    .option("--all", "also list what is equivalent or not distinguishable")
    .option("--json", "print the comparison as one JSON document on stdout")
    .addHelpText("after", help)
    .action(async (before: string, after: string, options: Options) => {
      const failOn = (options.failOn ?? []).map(knownFailure);
      const first = await readRunData(await runFolderOf(before, "before"));
      const second = await readRunData(await runFolderOf(after, "after"));
      refuseBaseline(options.baseline, [first, second]);
      const comparison = compareRuns(first, second, options.baseline ?? null);
      refuseNothing(comparison);
      const failed = comparison.changes.filter(({ claim }) => failOn.some((verdict) => verdict === claim?.verdict));
      if (options.json === true) printJson(documentOf([first, second], comparison, failed));
      else print(text([first, second], comparison, { failed, all: options.all === true }));
      process.exitCode = failed.length > 0 ? 1 : 0;
    });
}

function knownFailure(typed: string): Failure {
  const known = failures.find((verdict) => verdict === typed);
  if (known !== undefined) return known;
  throw new UsageError("nothing to fail on", { where: "--fail-on", expected: failures.join(", "), got: `"${typed}"` });
}

function refuseBaseline(baseline: string | undefined, runs: readonly RunData[]): void {
  if (baseline === undefined || runs.every(({ run }) => run.backends.some(({ id }) => id === baseline))) return;
  const [first, second] = runs.map(({ run }) => new Set(run.backends.map(({ id }) => id)));
  throw new UsageError("no such backend in both runs", {
    where: "--baseline",
    expected: [...(first ?? [])].filter((id) => second?.has(id)).join(", "),
    got: `"${baseline}"`,
  });
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
  const machine = sameMachine
    ? `The same machine. The runs did not meet it in the same minutes: at least ${percentApart}% is claimed.`
    : "Two machines: times and memory are not compared across them, only ratios within each run.";
  const tally = `${decided.length} of ${changes.length} comparisons are claimed, ${count(changes, "equivalent")} equivalent, ${
    changes.filter(({ claim }) => claim?.verdict === "not-distinguishable").length
  } not distinguishable.`;
  const notes = unlike.map(({ workload, what }) => `${workload} is left out: the runs differ in ${what}`);
  const parts = [
    [`before: ${about(first)}`, `after:  ${about(second)}`, machine].join("\n"),
    shown.length === 0 ? "" : textTable([head, ...shown.map(rowOf)]),
    [tally, ...notes, ...(failed.length > 0 ? [`--fail-on: ${failed.length} claimed`] : [])].join("\n"),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function about({ run }: RunData): string {
  return foreignText(`${run.runId}, ${run.environment.cpu}, ${run.environment.evenkeelCommit?.slice(0, 8) ?? ""}`, 200);
}

const head = ["workload", "backend", "threads", "metric", "before", "after", "after ÷ before", "verdict"];

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

function documentOf(runs: readonly RunData[], comparison: RunComparison, failed: readonly Change[]): object {
  const [before, after] = runs.map(({ run: { runId, fingerprint } }) => ({ runId, fingerprint }));
  return { before, after, ...comparison, failed: failed.length };
}
