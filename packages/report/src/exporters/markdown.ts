import { comparisonsOf, gapsOf, roundCountOf, type Gap, type RunData } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { plural } from "../format.ts";
import { bannerOf, factsOf } from "../page/page-view.ts";
import { headlineLines } from "../sections/results/headline.ts";
import { comparisonView, type CellView, type ComparisonView } from "../sections/comparison/view.ts";
import { gapWords } from "../sections/gaps/view.ts";
import { claimRule } from "../words/claims.ts";
import { titleWords } from "../words/title.ts";
import { escapeMarkdown } from "./escape-markdown.ts";

/** How much of a run is told. */
interface Extent {
  /** Spread and counts beside each value of the comparison. */
  readonly notes: boolean;
  /** Most items of a list, and most rows of a table. */
  readonly items: number;
  readonly rows: number;
}

/** Less with every one, down to what any run fits in. */
const extents: readonly Extent[] = [
  { notes: true, items: Number.POSITIVE_INFINITY, rows: Number.POSITIVE_INFINITY },
  { notes: false, items: Number.POSITIVE_INFINITY, rows: Number.POSITIVE_INFINITY },
  { notes: false, items: 40, rows: 200 },
  { notes: false, items: 20, rows: 60 },
  { notes: false, items: 8, rows: 16 },
  { notes: false, items: 2, rows: 4 },
];

/** GitHub takes comments of 65,536 characters; the summary of a job may hold several runs. */
const mostCharacters = 60_000;

/**
 * For a pull request or the summary of a CI job: the results, the table, what failed and why, what was cut short. What
 * is left out of a large run, so that the whole stays below 60,000 characters, is counted where it is missing.
 */
export function markdown(data: RunData): string {
  for (const extent of extents) {
    const text = documentOf(data, extent);
    if (text.length <= mostCharacters) return text;
  }
  return documentOf(data, { notes: false, items: 0, rows: 0 }).slice(0, mostCharacters);
}

function documentOf(data: RunData, extent: Extent): string {
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
    section("What this run measured", atMost(extent.items, headlineLines(data).map(listItem))),
    section("Comparison", comparisonTable(data, extent)),
    section(
      "What failed or is missing",
      atMost(
        extent.items,
        gapItems(
          data,
          gaps.filter((gap) => !isLimit(gap)),
        ),
      ),
    ),
    section("What budgets cut short", atMost(extent.items, gapItems(data, gaps.filter(isLimit)))),
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

/** The first items, and how many more there are. */
function atMost(items: number, all: readonly string[]): string[] {
  const left = all.length - items;
  return left <= 0 ? [...all] : [...all.slice(0, items), `- and ${plural(left, "more line")}, on the page`];
}

function comparisonTable(data: RunData, extent: Extent): string[] {
  const tables = comparisonsOf(data.run).map((compared) => tableOf(comparisonView(data, compared), extent));
  if (tables.length === 0) return [];
  return [
    `${basisWords(data.run)} n counts the samples behind a value, of the kind in its column's head. Bold is the best of a column, ≈ stands before values that no claim puts behind it. ${escapeMarkdown(claimRule)}`,
    ...tables.flat(),
  ];
}

function tableOf({ threads, columns, workloads }: ComparisonView, { notes, rows: most }: Extent): string[] {
  const heads = [
    "Workload",
    "Backend",
    ...columns.map(({ title, unit, counts }) => `${title} (${unit}${counts === null ? "" : `; n: ${counts}`})`),
  ];
  const rows = workloads.flatMap(({ workload, rows: own }) =>
    own.map(({ backend, cells }) => [
      escapeMarkdown(workload),
      escapeMarkdown(backend),
      ...cells.map((cell) => cellText(cell, notes)),
    ]),
  );
  return [
    "",
    escapeMarkdown(`On ${threads}:`),
    "",
    record(heads.map(escapeMarkdown)),
    record(["---", "---", ...columns.map(() => "---:")]),
    ...rows.slice(0, most).map(record),
    ...(rows.length > most ? ["", `And ${plural(rows.length - most, "more row")}, on the page.`] : []),
  ];
}

function basisWords(run: Run): string {
  const rounds = roundCountOf(run);
  if (rounds === 1) return "Values of one round.";
  const medians = `Medians over ${rounds} rounds, with the smallest and the largest.`;
  return run.experiment.crossValidationFolds === undefined
    ? medians
    : `${medians} Accuracies are means over folds, ± their standard deviation.`;
}

function record(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellText({ text, best, tied, notes }: CellView, withNotes: boolean): string {
  const plain = `${tied ? "≈ " : ""}${escapeMarkdown(text)}`;
  const value = best ? `**${plain}**` : plain;
  return notes.length === 0 || !withNotes ? value : `${value} (${escapeMarkdown(notes.join(", "))})`;
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
