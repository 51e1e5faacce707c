import { classReportsOf, type ClassReport, type RunData } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { integer, percent } from "../../format.ts";
import { slug } from "../../html.ts";
import { dataTable, type DataTable } from "../../table.ts";
import { evaluatedOn } from "../../words/folds.ts";
import { limitList } from "../../words/limits.ts";
import type { Section } from "../section.ts";

/** Counts of images by true and predicted class. */
export interface ConfusionMatrix {
  readonly id: string;
  readonly caption: string;
  readonly predicted: readonly string[];
  readonly rows: readonly {
    readonly id: string;
    readonly actual: string;
    /** `share` is of the actual class, 0 to 1 in two digits; `right` marks the diagonal. */
    readonly cells: readonly { readonly count: string; readonly share: string; readonly right: boolean }[];
  }[];
}

/** How one backend's predictions do, class by class. */
export interface ReportView {
  readonly id: string;
  readonly workload: string;
  readonly backend: string;
  /** Shown at once: the first of the page. */
  readonly open: boolean;
  /** Accuracy and what it was measured on, in a few words. */
  readonly summary: string;
  readonly classes: DataTable;
  /** Null above 20 classes, where `mistakes` lists the most frequent confusions instead. */
  readonly confusion: ConfusionMatrix | null;
  readonly mistakes: DataTable | null;
}

const mostClasses = 20;
const listedMistakes = 20;

/** Left out where no predictions were kept. */
export const classes: Section = {
  name: "classes",
  contents: "By class",
  view({ data }) {
    const workloads = classViews(data);
    return workloads.length === 0 ? null : { workloads };
  },
};

/** One report a workload and backend, of its first round with predictions. */
export function classViews(
  data: RunData,
): { readonly workload: string; readonly gaps: DataTable | null; readonly reports: ReportView[] }[] {
  return classReportsOf(data).map(({ workload, reports }, first) => ({
    workload,
    gaps: gapsOf(workload, reports),
    reports: reports.map((report, index) => viewOf(data.run, report, first + index === 0)),
  }));
}

/** Of each class what share each backend finds, the widest gap first; null of one whole training. */
function gapsOf(workload: string, all: readonly ClassReport[]): DataTable | null {
  const reports = all.filter(({ weights, limits }) => weights !== "initial" && limits.length === 0);
  const [first] = reports;
  if (first === undefined || reports.length < 2) return null;
  const rows = first.classNames.map((name, index) => {
    const recalls = reports.map(({ metrics }) => metrics.classes[index]?.recall ?? null);
    const known = recalls.filter((recall) => recall !== null);
    return { name, recalls, gap: known.length < 2 ? null : Math.max(...known) - Math.min(...known) };
  });
  return dataTable(
    `class-gaps-${slug(workload)}`,
    `Recall by class and backend, ${workload}, after whole trainings; the gap, in percentage points, between the most and the least, the widest first`,
    ["class", "#gap", ...reports.map(({ backend }) => `#${backend}`)],
    rows
      .toSorted((a, b) => (b.gap ?? -1) - (a.gap ?? -1))
      .map(({ name, recalls, gap }) => [
        name,
        gap === null ? "no images" : (100 * gap).toFixed(1),
        ...recalls.map((recall) => (recall === null ? "no images" : percent(recall, 1))),
      ]),
  );
}

function viewOf(run: Run, report: ClassReport, open: boolean): ReportView {
  const { workload, backend, classNames } = report;
  const id = `${slug(workload)}.${slug(backend)}`;
  const small = classNames.length <= mostClasses;
  return {
    id: `classes-${id}`,
    workload,
    backend,
    open,
    summary: summaryOf(run, report),
    classes: classTable(id, report),
    confusion: small ? confusion(id, report) : null,
    mistakes: small ? null : mistakes(id, report),
  };
}

function summaryOf(run: Run, { metrics, n, fold, round, seed, weights, limits }: ClassReport): string {
  const notes = [
    `accuracy ${percent(metrics.accuracy)}`,
    `macro F1 ${percent(metrics.macroF1)}`,
    `n ${integer(n)} ${evaluatedOn(run).images}`,
    ...(fold === null ? [] : [`fold ${fold}`]),
    ...(run.experiment.seeds.length > 1 ? [`seed ${seed}`] : []),
    `round ${round}`,
    ...(weights === "initial" ? ["untrained initial weights"] : []),
    ...(limits.length === 0 ? [] : [`limited: ${limitList(limits, "evaluate")}`]),
  ];
  return notes.join(", ");
}

function classTable(id: string, { backend, workload, classNames, metrics, outputs }: ClassReport): DataTable {
  const share = (value: number | null, without: string) => (value === null ? without : percent(value, 1));
  return dataTable(
    `per-class-${id}`,
    `By class: ${backend}, ${workload}`,
    ["class", "#precision", "#recall", "#F1", "#ROC AUC", "#support (n)"],
    metrics.classes.map(({ precision, recall, f1, rocAuc, support }, index) => [
      classNames[index] ?? String(index),
      share(precision, "no predictions"),
      share(recall, "no images"),
      share(f1, "no predictions or images"),
      rocAuc === null ? noAuc(outputs, support) : rocAuc.toFixed(3),
      integer(support),
    ]),
  );
}

/** Why a class has no ROC AUC. */
function noAuc(outputs: ClassReport["outputs"], support: number): string {
  if (outputs === "labels") return "labels alone";
  return support === 0 ? "no images" : "no other class";
}

function confusion(id: string, { backend, workload, classNames, metrics, shares }: ClassReport): ConfusionMatrix {
  return {
    id: `confusion-${id}`,
    caption: `Confusion matrix: ${backend}, ${workload}. Rows are the true class, columns the predicted one; numbers are images.`,
    predicted: classNames,
    rows: metrics.confusion.map((row, actual) => ({
      id: `confusion-${id}.${actual + 1}`,
      actual: classNames[actual] ?? String(actual),
      cells: row.map((count, predicted) => ({
        count: integer(count),
        share: (shares[actual]?.[predicted] ?? 0).toFixed(2),
        right: actual === predicted,
      })),
    })),
  };
}

function mistakes(id: string, { classNames, confusions }: ClassReport): DataTable {
  return dataTable(
    `mistakes-${id}`,
    `The ${listedMistakes} most frequent confusions`,
    ["true class", "predicted", "#images"],
    confusions
      .slice(0, listedMistakes)
      .map(({ count, actual, predicted }) => [classNames[actual] ?? "", classNames[predicted] ?? "", integer(count)]),
  );
}
