import {
  comparisonsOf,
  isLimited,
  type ColumnId,
  type ComparedCell,
  type ComparedRow,
  type Comparison,
} from "@evenkeel/analysis";
import { armWords } from "@evenkeel/report";
import type { Run } from "@evenkeel/run-folder";
import { numbers, textTable } from "./table.ts";

/** A column of the table that closes a run. */
interface Head {
  readonly title: string;
  /** Where folds are held out in place of the test images. */
  readonly foldedTitle?: string;
  readonly show: (value: number) => string;
}

const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);

/** Null of what is left to the report: a terminal is narrow. */
const heads: Readonly<Record<ColumnId, Head | null>> = {
  "train-rate": { title: "train images/s", show: integer },
  step: null,
  "final-loss": { title: "final loss", show: (value) => value.toFixed(4) },
  accuracy: {
    title: "test accuracy",
    foldedTitle: "held-out accuracy",
    show: (value) => `${(100 * value).toFixed(2)}%`,
  },
  p50: { title: "p50 ms", show: (value) => value.toPrecision(3) },
  p90: null,
  throughput: { title: "predict images/s", show: integer },
  "cold-start": null,
  "train-memory": { title: "MiB training", show: mebibytes },
  "predict-memory": { title: "MiB predicting", show: mebibytes },
};

/** One line a workload and backend: the report's comparison in short, medians over rounds and means over folds. */
export function closingTable(run: Run): string {
  return comparisonsOf(run)
    .map((comparison) => `${threadsText(comparison)}\n${tableOf(run, comparison)}`)
    .join("\n\n");
}

function threadsText({ arm }: Comparison): string {
  return arm === "default" ? `${armWords(arm)}; nothing is ranked across thread counts` : armWords(arm);
}

function tableOf(run: Run, { columns, workloads }: Comparison): string {
  const isFolded = run.experiment.crossValidationFolds !== undefined;
  const titles = columns.flatMap(({ id }) => {
    const head = heads[id];
    return head === null ? [] : [isFolded ? (head.foldedTitle ?? head.title) : head.title];
  });
  const rows = workloads.flatMap(({ workload, rows: compared }) =>
    compared.map((row) => [
      workload,
      row.backend,
      String(row.threads ?? "–"),
      ...row.cells.flatMap(cellTexts),
      notes(row),
    ]),
  );
  return textTable(["workload", "backend", ...numbers("threads", ...titles), ""], rows);
}

function cellTexts({ column, standing: { summary } }: ComparedCell): string[] {
  const head = heads[column.id];
  if (head === null) return [];
  return [summary === null ? "–" : head.show(summary.value)];
}

function notes(row: ComparedRow): string {
  const states = new Set(row.troubles.map(({ state }) => state));
  const elsewhere = row.measuredOn === null ? [] : ["times in another table"];
  return [...(isLimited(row) ? ["limited"] : []), ...states, ...elsewhere].join(", ");
}

function integer(value: number): string {
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}
