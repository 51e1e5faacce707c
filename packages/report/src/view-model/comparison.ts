import type { Run } from "@evenkeel/core";
import { bare, integer, withUnit } from "../format.ts";
import { slug } from "../html.ts";
import { columns, sourceOf, type Column } from "./columns.ts";
import { outcomeOf, summarize, type Outcome, type Summary } from "./outcome.ts";
import { modelNames } from "./run-data.ts";
import { standingsOf, type Standing } from "./standings.ts";

/** One place of the comparison table: a value with its spread and count, or why there is none. */
export interface ComparisonCell {
  readonly id: string;
  readonly text: string;
  readonly hasValue: boolean;
  readonly best: boolean;
  /** Spread over rounds, samples, basis: each a few words. */
  readonly notes: readonly string[];
  /** The whole in one sentence. */
  readonly detail: string;
}

export interface ComparisonRow {
  readonly id: string;
  readonly backend: string;
  readonly cells: readonly ComparisonCell[];
  /** What was cut short or is missing, and why. */
  readonly remarks: readonly string[];
}

export interface Comparison {
  readonly columns: readonly { readonly title: string; readonly unit: string }[];
  readonly models: readonly { readonly id: string; readonly model: string; readonly rows: readonly ComparisonRow[] }[];
}

/** Backend × model with the main measurements: medians over rounds, their spread, and what is missing. */
export function comparisonOf(run: Run): Comparison {
  const shown = columns.filter((column) => sourceOf(column, run) !== null);
  return {
    columns: shown.map(({ title, unit }) => ({ title, unit })),
    models: modelNames(run).map((model) => {
      const byColumn = shown.map((column) => ({ column, standings: standingsOf(run, model, column) ?? [] }));
      const rows = run.backends.map(({ id: backend }, index) => ({
        id: `compare-${slug(model)}.${slug(backend)}`,
        backend,
        cells: byColumn.map(({ column, standings }) => cellOf(run, model, column, standings[index] as Standing)),
        remarks: remarksOn(run, model, backend),
      }));
      return { id: `compare-${slug(model)}`, model, rows };
    }),
  };
}

function cellOf(
  run: Run,
  model: string,
  column: Column,
  { backend, outcome, summary, best }: Standing,
): ComparisonCell {
  const id = `compare-${slug(model)}.${slug(backend)}.${column.id}`;
  const about = `${column.title}, ${backend}, ${model}`;
  if (summary === null) {
    const text = absence(run, { model, backend }, column, outcome);
    return { id, text, hasValue: false, best: false, notes: [], detail: `${about}: ${text}` };
  }
  const notes = [
    ...spread(summary, outcome),
    `n ${integer(summary.n)}`,
    ...(summary.basis === "measured" ? [] : [summary.basis.replaceAll("_", " ")]),
    ...(outcome.limits.length > 0 ? ["limited"] : []),
  ];
  const value = withUnit(summary.median, summary.unit);
  const detail = `${about}: ${value}, ${notes.join(", ")}, ${summary.basis.replaceAll("_", " ")}`;
  return { id, text: bare(summary.median, summary.unit), hasValue: true, best, notes, detail };
}

function spread({ min, max, rounds, unit }: Summary, { plannedRounds }: Outcome): string[] {
  if (plannedRounds < 2) return [];
  const count = rounds === plannedRounds ? `${rounds} rounds` : `${rounds} of ${plannedRounds} rounds`;
  return rounds < 2 ? [count] : [`${bare(min, unit)}–${bare(max, unit)}`, count];
}

const stateWords: Readonly<Record<Outcome["state"], string>> = {
  completed: "not measured",
  "over-budget": "over budget",
  unavailable: "unavailable",
  "not-comparable": "not comparable",
  failed: "failed",
  "not-run": "not run",
  "not-planned": "–",
};

function absence(
  run: Run,
  place: { model: string; backend: string },
  { percentile }: Column,
  outcome: Outcome,
): string {
  if (percentile && outcome.state === "completed") {
    const median = summarize(outcomeOf(run, place, "latency").completed, "latency.p50Ms");
    if (median !== null) return `insufficient samples (${integer(median.n)})`;
  }
  return stateWords[outcome.state];
}

/** Each remark once, although an evaluation repeats what was cut short of its training. */
function remarksOn(run: Run, model: string, backend: string): string[] {
  const remarks = run.experiment.tasks.flatMap((task) => {
    const { state, limits, reason, completed } = outcomeOf(run, { model, backend }, task);
    const missing = reason === null ? [] : [`${completed.length > 0 ? "some rounds: " : ""}${reason.message}`];
    return [...limits.map((limit) => `limited: ${limit}`), ...(state === "not-run" ? ["not run yet"] : missing)];
  });
  return [...new Set(remarks)];
}
