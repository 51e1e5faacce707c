import { comparisonOf, gapsOf, type Gap, type RunData } from "@evenkeel/analysis";
import { bannerOf, factsOf } from "../page/page-view.ts";
import { headlineLines } from "../sections/answers/headline.ts";
import { comparisonView, type CellView } from "../sections/comparison/view.ts";
import { gapWords } from "../sections/gaps/view.ts";
import { escapeMarkdown } from "./escape-markdown.ts";

/** A run for a pull request or the summary of a CI job: what was measured, the table, what failed and why, what was cut short. */
export function markdown(data: RunData): string {
  const { run } = data;
  const { title, description } = run.experiment;
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
      gaps.filter((gap) => !isLimit(gap)).map((gap) => gapItem(data, gap)),
    ),
    section(
      "What budgets cut short",
      gaps.filter(isLimit).map((gap) => gapItem(data, gap)),
    ),
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
  const { basis, columns, models } = comparisonView(data, comparisonOf(data.run));
  if (columns.length === 0) return [];
  const heads = ["Model", "Backend", ...columns.map(({ title, unit }) => `${title} (${unit})`)];
  const rows = models.flatMap(({ model, rows: own }) =>
    own.map(({ backend, cells }) => [escapeMarkdown(model), escapeMarkdown(backend), ...cells.map(cellText)]),
  );
  return [
    `${escapeMarkdown(basis)} n counts the samples behind a value; bold is the best of the comparable values of a column.`,
    "",
    record(heads.map(escapeMarkdown)),
    record(["---", "---", ...columns.map(() => "---:")]),
    ...rows.map(record),
  ];
}

function record(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellText({ text, best, notes }: CellView): string {
  const value = best ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text);
  return notes.length === 0 ? value : `${value} (${escapeMarkdown(notes.join(", "))})`;
}

function gapItem(data: RunData, gap: Gap): string {
  const { who, state, why, wayOut, cells } = gapWords(data.run, gap);
  const told = [why, wayOut].filter((part) => part !== "").join("; ");
  const count = cells.length > 1 ? ` (${cells.length} cells)` : "";
  return `- **${escapeMarkdown(who)}**: ${escapeMarkdown(`${state}${count}: ${told}`)}`;
}
