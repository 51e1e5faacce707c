import type { Run } from "@evenkeel/core";
import { bare, integer, withUnit } from "../format.ts";
import { slug } from "../html.ts";
import { columns, sourceOf, type Column } from "./columns.ts";
import { foldCount } from "./folds.ts";
import { failureAnchor } from "./gate/backend-gates.ts";
import { limitWords, outcomeOf, rootLimit, stateWords, type Outcome, type Summary } from "./outcome.ts";
import { modelNames, type RunData } from "./run-data.ts";
import { standingsOf, type Standing } from "./standings.ts";

/** One place of the comparison table: a value with its spread and count, or why there is none. */
export interface ComparisonCell {
  readonly id: string;
  readonly text: string;
  /** Where it is told why there is no value: the failed check of what is not comparable. */
  readonly href: string | null;
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
  /** What the values are of, in a sentence. */
  readonly basis: string;
  readonly columns: readonly { readonly title: string; readonly unit: string }[];
  readonly models: readonly { readonly id: string; readonly model: string; readonly rows: readonly ComparisonRow[] }[];
}

/** Backend × model with the main measurements: medians over rounds, their spread, and what is missing. */
export function comparisonOf(data: RunData): Comparison {
  const { run } = data;
  const shown = columns.filter((column) => sourceOf(column, run) !== null);
  return {
    basis: basis(run.experiment),
    columns: shown.map((column) => ({ title: titleOf(run, column), unit: column.unit })),
    models: modelNames(run).map((model) => {
      const byColumn = shown.map((column) => ({ column, standings: standingsOf(run, model, column) ?? [] }));
      const rows = run.backends.map(({ id: backend }, index) => ({
        id: `compare-${slug(model)}.${slug(backend)}`,
        backend,
        cells: byColumn.map(({ column, standings }) => cellOf(data, model, column, standings[index] as Standing)),
        remarks: remarksOn(run, model, backend),
      }));
      return { id: `compare-${slug(model)}`, model, rows };
    }),
  };
}

function basis({ rounds, crossValidationFolds: folds }: Run["experiment"]): string {
  if (rounds === 1) return "Values of one round.";
  const medians = `Medians over ${rounds} rounds; below each, from the smallest to the largest round.`;
  return folds === undefined
    ? medians
    : `${medians} Accuracies are means over ${folds} held-out folds, ± their standard deviation.`;
}

/** In cross-validation what was trained is not evaluated on the test images. */
function titleOf(run: Run, { title, ofTrainedWeights }: Column): string {
  return ofTrainedWeights && run.experiment.crossValidationFolds !== undefined ? "Held-out accuracy" : title;
}

function cellOf(
  data: RunData,
  model: string,
  column: Column,
  { backend, outcome, summary, best }: Standing,
): ComparisonCell {
  const id = `compare-${slug(model)}.${slug(backend)}.${column.id}`;
  const about = `${titleOf(data.run, column)}, ${backend}, ${model}`;
  if (summary === null) {
    const text = absence(column, outcome);
    const href = outcome.state === "not-comparable" ? failureAnchor(data, { model, backend }) : null;
    return { id, text, href, hasValue: false, best: false, notes: [], detail: `${about}: ${text}` };
  }
  const notes = [
    ...spread(data.run, summary, outcome),
    `n ${integer(summary.n)}`,
    ...(summary.basis === "measured" ? [] : [summary.basis.replaceAll("_", " ")]),
    ...(outcome.limits.length > 0 ? ["limited"] : []),
  ];
  const value = withUnit(summary.value, summary.unit);
  const detail = `${about}: ${value}, ${notes.join(", ")}, ${summary.basis.replaceAll("_", " ")}`;
  return { id, text: bare(summary.value, summary.unit), href: null, hasValue: true, best, notes, detail };
}

/** Rounds are only counted where some of them are missing: the page says how many there were. */
function spread(run: Run, summary: Summary, { plannedRounds }: Outcome): string[] {
  const { min, max, rounds, unit, deviation, folds } = summary;
  if (folds !== null) {
    return [...(deviation === null ? [] : [`± ${bare(deviation, unit)}`]), foldCount(run, folds)];
  }
  return [
    ...(rounds > 1 ? [`${bare(min, unit)}–${bare(max, unit)}`] : []),
    ...(rounds < plannedRounds ? [`${rounds} of ${plannedRounds} rounds`] : []),
  ];
}

function absence({ percentile }: Column, outcome: Outcome): string {
  if (percentile && outcome.state === "completed") {
    const samples = outcome.completed.flatMap((cell) => cell.measurements["latency.p50Ms"]?.n ?? []);
    if (samples.length > 0) return `insufficient samples (${integer(Math.max(...samples))})`;
  }
  return stateWords[outcome.state];
}

/** What was cut short, and what went wrong; an evaluation that repeats what was cut short of its training is not told again. */
function remarksOn(run: Run, model: string, backend: string): string[] {
  const outcomes = run.experiment.tasks.map((task) => outcomeOf(run, { model, backend }, task));
  const limits = outcomes.flatMap((outcome) => outcome.limits);
  const roots = [...new Set(limits.map((limit) => rootLimit(limit, limits)))];
  const reasons = outcomes.flatMap(({ state, reason, completed }) => {
    if (state === "not-comparable") return ["its training is not comparable"];
    return reason === null ? [] : [`${completed.length > 0 ? "some rounds: " : ""}${reason.message}`];
  });
  return [...(roots.length === 0 ? [] : [limitWords(roots)]), ...new Set(reasons)];
}
