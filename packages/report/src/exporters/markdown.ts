import { comparisonsOf, gapsOf, type Gap, type RunData } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { plural } from "../format.ts";
import { bannerOf, factsOf } from "../page/page-view.ts";
import { headlineLines } from "../sections/results/headline.ts";
import { comparisonView, type CellView, type ComparisonView } from "../sections/comparison/view.ts";
import { gapWords } from "../sections/gaps/view.ts";
import { samenessRule } from "../words/sameness.ts";
import { titleWords } from "../words/title.ts";
import { escapeMarkdown } from "./escape-markdown.ts";

/** For a pull request or the summary of a CI job: the results, the table, what failed and why, what was cut short. */
export function markdown(data: RunData): string {
  const { run } = data;
  const { title, description } = titleWords(run);
  const banner = bannerOf(run);
  const gaps = gapsOf(data);
  const isLimit = ({ kind }: Gap) => kind === "limited";
  const blocks = [
    `# ${escapeMarkdown(title)}`,
    escapeMarkdown(description),
    factsOf(run).map(escapeMarkdown).join(" · "),
    banner === null ? "" : `**Partial.** ${escapeMarkdown(banner)}`,
    section("What this run measured", headlineLines(data).map(listItem)),
    section("Comparison", comparisonTable(data)),
    section(
      "What failed or is missing",
      gapItems(
        data,
        gaps.filter((gap) => !isLimit(gap)),
      ),
    ),
    section("What budgets cut short", gapItems(data, gaps.filter(isLimit))),
    `Run ${escapeMarkdown(run.runId)}, made with Evenkeel.`,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** Nothing under a heading is no heading. */
function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `## ${heading}\n\n${lines.join("\n")}`;
}

function listItem(text: string): string {
  return `- ${escapeMarkdown(text)}`;
}

function comparisonTable(data: RunData): string[] {
  const tables = comparisonsOf(data.run).map((compared) => tableOf(comparisonView(data, compared)));
  if (tables.length === 0) return [];
  return [
    `${basisWords(data.run)} n counts the samples behind a value, of the kind in its column's head. Bold is the best of a column, ≈ stands before values that noise does not tell from it. ${escapeMarkdown(samenessRule)}`,
    ...tables.flat(),
  ];
}

function tableOf({ threads, columns, workloads }: ComparisonView): string[] {
  const heads = [
    "Workload",
    "Backend",
    ...columns.map(({ title, unit, counts }) => `${title} (${unit}${counts === null ? "" : `; n: ${counts}`})`),
  ];
  const rows = workloads.flatMap(({ workload, rows: own }) =>
    own.map(({ backend, cells }) => [escapeMarkdown(workload), escapeMarkdown(backend), ...cells.map(cellText)]),
  );
  return [
    "",
    escapeMarkdown(`On ${threads}:`),
    "",
    record(heads.map(escapeMarkdown)),
    record(["---", "---", ...columns.map(() => "---:")]),
    ...rows.map(record),
  ];
}

function basisWords({ experiment }: Run): string {
  if (experiment.rounds === 1) return "Values of one round.";
  const medians = `Medians over ${experiment.rounds} rounds, with the smallest and the largest.`;
  return experiment.crossValidationFolds === undefined
    ? medians
    : `${medians} Accuracies are means over folds, ± their standard deviation.`;
}

function record(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellText({ text, best, tied, notes }: CellView): string {
  const plain = `${tied ? "≈ " : ""}${escapeMarkdown(text)}`;
  const value = best ? `**${plain}**` : plain;
  return notes.length === 0 ? value : `${value} (${escapeMarkdown(notes.join(", "))})`;
}

/** Of what the same is to be said, one line, with the number of cells. */
function gapItems(data: RunData, gaps: readonly Gap[]): string[] {
  const words = gaps.map((gap) => gapWords(data.run, gap));
  const alike = Map.groupBy(words, ({ who, state, why, remedy }) => JSON.stringify([who, state, why, remedy]));
  return [...alike.values()].flatMap((same) => {
    const cells = same.flatMap((one) => one.cells);
    return same.slice(0, 1).map(({ who, state, why, remedy }) => {
      const told = [why, remedy].filter((part) => part !== "").join("; ");
      const count = cells.length > 1 ? ` (${plural(cells.length, "cell")})` : "";
      return `- **${escapeMarkdown(who)}**: ${escapeMarkdown(`${state}${count}: ${told}`)}`;
    });
  });
}
