import { claimRules, roundCountOf, type Change, type Run, type RunComparison } from "@evenkeel/analysis";
import { percent, plural } from "../format.ts";
import { changeWords } from "../words/change.ts";
import { escapeMarkdown } from "./escape-markdown.ts";

/** GitHub takes comments of 65,536 characters. */
const mostCharacters = 60_000;

/**
 * Two runs held against each other, for the comment of a pull request: what is claimed first, all other comparisons
 * folded away. What does not fit into 60,000 characters is counted where it is missing.
 */
export function comparisonMarkdown([before, after]: readonly [Run, Run], comparison: RunComparison): string {
  const { changes } = comparison;
  const decided = changes.filter(isClaimed);
  const others = changes.filter((change) => !isClaimed(change));
  for (const rows of [Infinity, 100, 20, 0]) {
    const text = `${[
      `## ${headline(decided)}`,
      `From \`${nameOf(before)}\` to \`${nameOf(after)}\`, ${circumstances([before, after], comparison)}`,
      ...tableOf(decided, rows),
      ...folded(others, rows),
      ...comparison.unlike.map(
        ({ workload, what }) => `${escapeMarkdown(workload)} is left out: the two differ in ${escapeMarkdown(what)}.`,
      ),
      rules(comparison),
    ].join("\n\n")}\n`;
    if (text.length <= mostCharacters) return text;
  }
  return `## ${headline(decided)}\n`;
}

function isClaimed({ claim }: Change): boolean {
  return claim !== null && claim.verdict !== "equivalent" && claim.verdict !== "not-distinguishable";
}

/** `2 slower, 1 less memory`. */
function headline(decided: readonly Change[]): string {
  if (decided.length === 0) return "No change is claimed";
  const byVerdict = Map.groupBy(decided, ({ claim }) => claim?.verdict ?? "");
  return [...byVerdict].map(([verdict, { length }]) => `${length} ${verdict.replaceAll("-", " ")}`).join(", ");
}

function nameOf({ runId, environment: { evenkeelCommit, repository } }: Run): string {
  const commit = repository?.commit ?? evenkeelCommit;
  return commit === null ? runId.replaceAll(/[^\w.-]/g, "") : commit.slice(0, 12);
}

function circumstances(runs: readonly [Run, Run], { sameMachine }: RunComparison): string {
  const [before, after] = runs;
  const rounds = plural(Math.min(...runs.map(roundCountOf)), "round");
  if (!sameMachine)
    return `on two machines: ${escapeMarkdown(before.environment.cpu)}, ${escapeMarkdown(after.environment.cpu)}.`;
  const how = tookTurns(runs) ? "that took turns" : "one after the other";
  return `${rounds} each ${how} on ${escapeMarkdown(before.environment.cpu)}, ${plural(before.environment.cores, "core")}.`;
}

/** Whether each of two runs began before the other ended: joined ones whose parts alternate do. */
export function tookTurns([before, after]: readonly [Run, Run]): boolean {
  if (before.runId === after.runId) return false;
  const endOf = ({ finishedAt }: Run) => (finishedAt === null ? Infinity : Date.parse(finishedAt));
  return Date.parse(before.startedAt) < endOf(after) && Date.parse(after.startedAt) < endOf(before);
}

function tableOf(changes: readonly Change[], rows: number): string[] {
  if (changes.length === 0) return [];
  const head = ["workload", "backend", "threads", "metric", "before", "after", "after ÷ before", "verdict"];
  const lines = changes.slice(0, rows).map((change) => {
    const { metric, threads, values, change: ratio, verdict } = changeWords(change);
    return record([change.workload, change.backend, threads, metric, ...values, ratio, verdict].map(escapeMarkdown));
  });
  const left = changes.length - lines.length;
  return [
    [record(head), record(head.map(() => "---")), ...lines].join("\n"),
    ...(left > 0 ? [`And ${plural(left, "more row")}.`] : []),
  ];
}

function record(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function folded(changes: readonly Change[], rows: number): string[] {
  if (changes.length === 0) return [];
  const title = plural(changes.length, "comparison");
  return [`<details><summary>${title} without a claimed change</summary>`, ...tableOf(changes, rows), "</details>"];
}

function rules({ sameMachine }: RunComparison): string {
  const least = percent(claimRules.leastRatioBetweenRuns - 1, 0);
  const times = sameMachine
    ? `Times and memory: sign-flip test over rounds, ${claimRules.fewestRounds} at least; less than ${least} is not claimed.`
    : "Times and memory of two machines are not compared.";
  return `${times} At most ${percent(claimRules.falseDiscoveryRate, 0)} of what is claimed is expected to be false.`;
}
