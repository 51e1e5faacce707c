import { claimRules, type RunData } from "@evenkeel/analysis";
import { UsageError } from "@evenkeel/core";
import { Command } from "commander";
import { comparedRun } from "../compared-runs.ts";
import { comparisonOptions, comparisonTeller, percentApart, type ComparisonOptions } from "../comparison-output.ts";
import { exitCodes } from "../exit-codes.ts";

interface Options extends ComparisonOptions {
  readonly baseline?: string;
}

const help = `
The second run is held against the first, backend by backend, workload by workload: by the same tests that a report's
claims rest on (docs/methods.md). Two runs never met the machine in the same minutes: what changed on it between them
counts as a difference, so less than ${percentApart}% is not claimed, and --rounds ${claimRules.fewestRounds} at least is needed for times and memory.
A folder of run folders counts as one run with the rounds of all, in the order of the folders' names: so runs of two
commits that took turns are compared round by round; evenkeel compare-commits makes such folders.
Runs of two machines are not compared in time or memory: with --baseline each shows its ratios to that backend within
its own run. Accuracies are compared anywhere, on the same images or seeds.

Examples:
  evenkeel compare 2026-11-27T09-00-00-quick latest
  evenkeel compare reports/runs/before reports/runs/after --fail-on slower,less-accurate,more-memory
  evenkeel compare laptop server --baseline onnx-cpu        two machines: ratios to onnx-cpu in each
  evenkeel compare before after --json
  evenkeel compare before after --markdown comment.md       for the comment of a pull request

${exitCodes({ good: "compared, and nothing of --fail-on happened", bad: "something of --fail-on happened" })}`;

/** `evenkeel compare`: what became of each backend from one run to another. */
export function compareCommand(): Command {
  const command = new Command("compare")
    .description("hold one run against another: what became faster, slower, more or less accurate")
    .argument("<before>", "a run folder or a folder of several, the id of a run in reports/runs, or latest")
    .argument("<after>", "the run that is held against it")
    .option("--baseline <backend>", "the backend that ratios within each run refer to");
  return comparisonOptions(command)
    .addHelpText("after", help)
    .action(async (before: string, after: string, { baseline, ...options }: Options) => {
      const tell = await comparisonTeller(options);
      const runs = [await comparedRun(before, "before"), await comparedRun(after, "after")] as const;
      refuseBaseline(baseline, runs);
      process.exitCode = await tell(runs, baseline ?? null);
    });
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
