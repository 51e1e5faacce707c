import {
  comparisonsOf,
  isLimited,
  mainArm,
  roundCountOf,
  type Absence,
  type ComparedCell,
  type ComparedRow,
  type Comparison,
  type RunData,
  type Standing,
  type Summary,
} from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import type { MeasurementUnit } from "@evenkeel/core";
import { failureAnchor } from "../../anchors.ts";
import { bare, integer, percent, plural, withUnit } from "../../format.ts";
import { slug } from "../../html.ts";
import { basisNotes, basisWords } from "../../words/basis.ts";
import { countText } from "../../words/counts.ts";
import { columnWords, countsOf, type ColumnWords } from "../../words/columns.ts";
import { foldCount } from "../../words/folds.ts";
import { limitWords } from "../../words/limits.ts";
import { claimRule } from "../../words/claims.ts";
import { stateWords } from "../../words/states.ts";
import { busyRunText } from "../../words/machine.ts";
import { armWords } from "../../words/threads.ts";
import type { Section } from "../section.ts";

/** One place of the comparison table: a value with its spread and count, or why there is none. */
export interface CellView {
  readonly id: string;
  readonly text: string;
  /** Where it is told why there is no value: the failed check of what is not comparable. */
  readonly href: string | null;
  readonly hasValue: boolean;
  readonly best: boolean;
  /** Not put behind the best by any claim. */
  readonly tied: boolean;
  /** Spread over rounds, samples, basis: each a few words. */
  readonly notes: readonly string[];
  /** The whole in one sentence. */
  readonly detail: string;
  /** What a ratio to another backend may be taken of, in the unit of the run folder; null where nothing compares. */
  readonly ratio: { readonly value: number; readonly unit: MeasurementUnit } | null;
}

/** One backend of the comparison table. */
export interface RowView {
  readonly id: string;
  readonly backend: string;
  readonly cells: readonly CellView[];
  /** What was cut short or is missing, and why. */
  readonly remarks: readonly string[];
}

/** The comparison table of one thread count. */
export interface ComparisonView {
  readonly id: string;
  /** The threads that were asked for. */
  readonly threads: string;
  /** `counts` is what their n counts. */
  readonly columns: readonly (ColumnWords & { readonly counts: string | null })[];
  /** Columns with the row heads. */
  readonly spanned: number;
  readonly workloads: readonly { readonly id: string; readonly workload: string; readonly rows: readonly RowView[] }[];
}

/** Left out where no task of the run fills a column. */
export const comparison: Section = {
  name: "comparison",
  contents: "Comparison",
  view({ data }) {
    const compared = comparisonsOf(data.run);
    if (compared.length === 0) return null;
    return {
      basis: basisOf(data.run),
      computing: compared.some(({ workloads }) => workloads.some(hasComputeShare)) ? computingWords : "",
      rule: claimRule,
      busy: busyRunText(data.run),
      tables: compared.map((one) => comparisonView(data, one)),
    };
  },
};

const computingWords =
  "Times are by the harness's clock around each call; computing is the share of them that the backend itself says it computed, and ranks nothing.";

function hasComputeShare({ rows }: Comparison["workloads"][number]): boolean {
  return rows.some(({ cells }) => cells.some(({ standing }) => standing.computeShare !== null));
}

/** Backend × workload with the main measurements: medians over rounds, their spread, and what is missing. */
export function comparisonView(data: RunData, { arm, columns, workloads }: Comparison): ComparisonView {
  const { run } = data;
  const all = workloads.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells));
  const prefix = arm === mainArm(run) ? "compare" : `compare-${arm}`;
  return {
    id: arm === mainArm(run) ? "comparison-table" : `comparison-table-${arm}`,
    threads: armWords(arm),
    columns: columns.map(({ id }) => ({ ...columnWords(run, id), counts: countsOf(all, id) })),
    spanned: columns.length + 1,
    workloads: workloads.map(({ workload, rows }) => ({
      id: `${prefix}-${slug(workload)}`,
      workload,
      rows: rows.map((row) => ({
        id: `${prefix}-${slug(workload)}.${slug(row.backend)}`,
        backend: row.backend,
        cells: row.cells.map((cell) => cellView(data, prefix, workload, cell)),
        remarks: [...threadNotes(arm, row), ...remarksOn(row)],
      })),
    })),
  };
}

function basisOf(run: Run): string {
  const { seeds, crossValidationFolds: folds } = run.experiment;
  const rounds = roundCountOf(run);
  if (rounds === 1 && seeds.length === 1) return "Values of one round.";
  const times = rounds === 1 ? [] : [`times over ${rounds} rounds`];
  const results = seeds.length === 1 ? [] : [`losses and accuracies over ${seeds.length} seeds`];
  const medians = `Medians: ${[...times, ...results].join(", ")}; below each, from the smallest to the largest.`;
  return folds === undefined
    ? medians
    : `${medians} Accuracies are means over ${folds} held-out folds, ± their standard deviation.`;
}

function cellView(
  data: RunData,
  prefix: string,
  workload: string,
  { column, standing, absence }: ComparedCell,
): CellView {
  const { backend, outcome, summary, best, tied, batchSizes, computeShare } = standing;
  const id = `${prefix}-${slug(workload)}.${slug(backend)}.${column.id}`;
  const about = `${columnWords(data.run, column.id).title}, ${backend}, ${workload}`;
  if (summary === null) {
    const text = absence === null ? stateWords[outcome.state] : absenceText(absence);
    const href = outcome.state === "not-comparable" ? failureAnchor(data, { workload, backend }) : null;
    return {
      id,
      text,
      href,
      hasValue: false,
      best: false,
      tied: false,
      notes: [],
      detail: `${about}: ${text}`,
      ratio: null,
    };
  }
  const notesWith = (count: string) => [
    ...spread(data.run, summary, standing),
    ...(batchSizes.length === 0 ? [] : [`batch ${batchSizes.join(" or ")}`]),
    ...(computeShare === null ? [] : [`${percent(computeShare, 0)} computing`]),
    ...seedNotes(summary, count),
    ...basisNotes(summary.basis),
    ...(isLimited(outcome) ? ["limited"] : []),
  ];
  const value = withUnit(summary.value, summary.unit);
  const detail = `${about}: ${value}, ${[...notesWith(countText(summary)), basisWords(summary.basis)].join(", ")}`;
  const notes = notesWith(`n ${integer(summary.n)}`);
  const compares = column.better !== null && standing.comparable && standing.disqualified === null;
  const ratio = compares ? { value: summary.value, unit: summary.unit } : null;
  return { id, text: bare(summary.value, summary.unit), href: null, hasValue: true, best, tied, notes, detail, ratio };
}

/** The samples; of several seeds those of each, since all are judged on the same images. */
function seedNotes({ seeds }: Summary, count: string): string[] {
  return seeds === null || seeds === 1 ? [count] : [`${seeds} seeds`, `${count} each`];
}

/** Cells are only counted where some of them are missing: the page says how many there were. */
function spread(run: Run, summary: Summary, { outcome: { plannedCells, completed } }: Standing): string[] {
  const { min, max, replicates, unit, deviation, folds } = summary;
  if (folds !== null) {
    return [...(deviation === null ? [] : [`± ${bare(deviation, unit)}`]), foldCount(run, folds)];
  }
  return [
    ...(replicates > 1 ? [`${bare(min, unit)}–${bare(max, unit)}`] : []),
    ...(completed.length < plannedCells ? [`${completed.length} of ${plannedCells} cells`] : []),
  ];
}

function absenceText(absence: Absence): string {
  switch (absence.kind) {
    case "insufficient-samples":
      return `insufficient samples (${integer(absence.n)})`;
    case "other-threads":
      return "on other threads";
    case "state":
      return stateWords[absence.state];
  }
}

/** How many threads a default was, where fewer were taken than asked for, and where the times are of what has none. */
function threadNotes(arm: Comparison["arm"], { threads, measuredOn }: ComparedRow): string[] {
  if (measuredOn !== null) return [`times on ${armWords(measuredOn).replace(/ each$/, "")} alone`];
  if (threads === null || threads === arm) return [];
  return [arm === "default" ? plural(threads, "thread") : `took ${plural(threads, "thread")}, not ranked`];
}

/** What was cut short, and what went wrong. */
function remarksOn({ limits, troubles }: ComparedRow): string[] {
  const reasons = troubles.map(({ state, reason, someRoundsCompleted }) => {
    if (state === "not-comparable") return "its training is not comparable";
    return `${someRoundsCompleted ? "some rounds: " : ""}${reason.message}`;
  });
  return [...(limits.length === 0 ? [] : [limitWords(limits)]), ...new Set(reasons)];
}
