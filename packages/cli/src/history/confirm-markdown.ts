import type { CheckRecord } from "@evenkeel/history";
import { effectWords, subjectWords } from "@evenkeel/history/words";
import type { Confirmed } from "./confirmed.ts";

/** What was decided in a night, as Markdown for a workflow's summary. `check`: the last one; null before the first. */
export function confirmMarkdown(found: readonly Confirmed[], check: CheckRecord | null): string {
  const worse = found.filter(({ change }) => change?.worse === true).length;
  const parts = [
    `## ${worse === 0 ? "Nothing for the worse was confirmed" : `${worse} confirmed for the worse`}`,
    ...(check === null
      ? []
      : [
          `${check.judged} series judged, ${check.unjudged} not judged, ${check.missing} without a value in the last night.`,
        ]),
    found.length === 0 ? "Nothing of this machine is suspected." : tableOf(found),
  ];
  return `${parts.join("\n\n")}\n`;
}

const head = ["finding", "backend", "what", "proposed", "side by side", "outcome", "first bad commit"];

function tableOf(found: readonly Confirmed[]): string {
  const rows = found.map(({ finding, series, state, reason, confirmation, change }) => [
    cell(finding.id),
    cell(series.backend),
    cell(subjectWords(series)),
    effectWords(series, finding.effect),
    confirmation === null || confirmation.effect === null ? "–" : effectWords(series, confirmation.effect),
    reason === null ? state : `${state}: ${cell(reason)}`,
    change?.bisection?.firstBad == null ? "–" : cell(change.bisection.firstBad.slice(0, 12)),
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Names come from runs: each stands in code quotes, in one line, and ends no cell. */
function cell(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replaceAll("`", "'");
  return `\`${line.replaceAll("|", String.raw`\|`)}\``;
}
