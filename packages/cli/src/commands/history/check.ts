import type { CheckReport } from "@evenkeel/history";
import { day, effectWords, subjectWords } from "@evenkeel/history/words";
import { Command } from "commander";
import pc from "picocolors";
import { exitCodes } from "../../exit-codes.ts";
import { numbers, textTable, type Cell } from "../../table.ts";
import { print, printJson } from "../../terminal.ts";
import { storeOption, withStore, type StoreOptions } from "./store-option.ts";

interface Options extends StoreOptions {
  readonly json?: true;
}

const help = `
What is proposed here was found in the history alone: it is suspected, and makes no exit code and no issue. "history
confirm" runs both commits side by side and decides. How changes are found, and how often noise looks like one:
docs/detection.md.

Examples:
  evenkeel history check
  evenkeel history check --json
  evenkeel history check --store postgres://bench@db.example/history

${exitCodes({ good: "checked, whatever was found", bad: "the history could not be used" })}`;

/** `evenkeel history check`: which series changed? */
export function checkHistoryCommand(): Command {
  return new Command("check")
    .description("look for changes in every series; what is found is suspected until it is confirmed")
    .addOption(storeOption())
    .option("--json", "print what was found as one JSON document on stdout")
    .addHelpText("after", help)
    .action(async (options: Options) => {
      const { checkHistory } = await import("@evenkeel/history");
      const report = await withStore(options, (store) => checkHistory(store, Date.now()));
      if (options.json === true) printJson(documentOf(report), 2);
      else print(text(report));
    });
}

function text({ check, falseAlarms, proposals, withdrawn }: CheckReport): string {
  const { judged, unjudged, missing } = check;
  const { trials, claims, nominal } = falseAlarms.claims;
  const lines = [
    `${judged} series judged, ${unjudged} not judged, ${missing} without a value in the last night.`,
    ...(trials === 0
      ? []
      : [
          `A/A: ${claims} of ${trials} comparisons of a backend with itself would have been claimed (nominal ${(100 * nominal).toFixed(1)}%).`,
        ]),
    ...(withdrawn.length === 0 ? [] : [`${withdrawn.length} suspected before and not proposed any more.`]),
    proposals.length === 0 ? "Nothing is suspected." : "",
  ];
  const table = proposals.length === 0 ? [] : [textTable(head, proposals.map(rowOf)), "Next: evenkeel history confirm"];
  return [lines.filter((line) => line !== "").join("\n"), ...table].join("\n\n");
}

const head = ["finding", "series", "backend", "what", "change", "since", "last good", ...numbers("q"), ""];

function rowOf({ proposal, finding, isNew }: CheckReport["proposals"][number]): Cell[] {
  const { series, judgement, direction, change, lastGood, q } = proposal;
  const colour = direction === "worse" ? pc.red : pc.green;
  return [
    finding.id,
    series.id,
    series.backend,
    subjectWords(series),
    { text: `${effectWords(series, finding.effect)} ${direction}`, colour },
    day((judgement.kind === "drift" ? lastGood : change).at),
    lastGood.runId,
    q < 0.001 ? "< 0.001" : q.toPrecision(2),
    finding.state === "suspected" ? (isNew ? "new" : "suspected") : finding.state,
  ];
}

function documentOf({ check, falseAlarms, proposals, withdrawn }: CheckReport): object {
  const { judged, unjudged, missing } = check;
  return {
    judged,
    unjudged,
    missing,
    falseAlarms,
    proposals: proposals.map(({ proposal, finding, isNew }) => ({
      ...finding,
      isNew,
      direction: proposal.direction,
      series: proposal.series,
      changeAt: new Date(finding.changeAt).toISOString(),
      proposedAt: new Date(finding.proposedAt).toISOString(),
    })),
    withdrawn: withdrawn.map(({ id }) => id),
  };
}
