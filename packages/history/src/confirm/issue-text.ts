import { effectWords } from "../site/words.ts";
import type { Measured } from "../series.ts";
import type { Bisection } from "./bisect.ts";
import type { Confirmation } from "./verdict.ts";

/** A confirmed change, as an issue tells it. */
export interface ConfirmedChange extends Measured {
  readonly series: string;
  readonly backend: string;
  /** What was measured, in words. */
  readonly subject: string;
  readonly machine: string;
  readonly worse: boolean;
  readonly proposed: number;
  readonly confirmation: Confirmation;
  readonly good: string;
  readonly suspect: string;
  /** Whose commits these are, where not those of the repository that is followed: `Evenkeel`. */
  readonly of: string | null;
  readonly bisection: Bisection | null;
  /** Libraries that changed between the two nights. */
  readonly upgrades: readonly string[];
  /** How the rerun is made again, as a command. */
  readonly command: string;
}

/** Stands in the text of an issue, so that the next night finds the issue again and updates it. */
export function issueMarker({ series, suspect }: Pick<ConfirmedChange, "series" | "suspect">): string {
  return `<!-- evenkeel-history: ${series} ${suspect} -->`;
}

/** Of a change for the worse. */
export function issueTitle(change: ConfirmedChange): string {
  const { backend, subject, confirmation } = change;
  const effect = confirmation.effect === null ? "changed" : effectWords(change, confirmation.effect);
  return oneLine(`Regression: ${backend}, ${subject}: ${effect}`);
}

/** The text of an issue or comment in Markdown. Names come from runs: each stands in code quotes, in one line. */
export function issueText(change: ConfirmedChange): string {
  const { backend, subject, machine, proposed, confirmation, good, suspect, of, bisection, upgrades, command } = change;
  const { effect, low, high, p, rounds } = confirmation;
  const range =
    low === null || high === null ? "" : ` (95% interval ${effectWords(change, low)} to ${effectWords(change, high)})`;
  const lines = [
    issueMarker(change),
    `${code(backend)}, ${code(subject)}, on ${code(machine)}:`,
    "",
    `- the history proposed ${effectWords(change, proposed)} between ${code(good.slice(0, 12))} and ${code(suspect.slice(0, 12))}${of === null ? "" : ` of ${of}`}`,
    `- a rerun of both side by side, ${rounds} rounds: ${effect === null ? "no value" : effectWords(change, effect)}${range}${p === null ? "" : `, p ${p.toPrecision(2)}`}`,
    ...(upgrades.length === 0 ? [] : [`- libraries that changed: ${upgrades.map(code).join(", ")}`]),
    ...(bisection === null ? [] : [`- ${bisectionWords(bisection)}`]),
    "",
    "Made again by:",
    "",
    `    ${oneLine(command)}`,
    "",
  ];
  return lines.join("\n");
}

function bisectionWords({ firstBad, candidates, steps }: Bisection): string {
  if (firstBad !== null) return `first bad commit: ${code(firstBad)} (${steps.length} tested)`;
  return `the first bad commit is one of ${candidates.map((commit) => code(commit.slice(0, 12))).join(", ")}`;
}

function code(text: string): string {
  return `\`${oneLine(text).replaceAll("`", "'")}\``;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
