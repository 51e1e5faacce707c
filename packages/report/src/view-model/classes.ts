import { classificationMetrics, type ClassificationMetrics } from "@evenkeel/stats";
import { integer, percent } from "../format.ts";
import { slug } from "../html.ts";
import { evaluatedOn, foldOf } from "./folds.ts";
import { outcomeOf } from "./outcome.ts";
import { modelNames, samplesOf, type RunData } from "./run-data.ts";
import { dataTable, type DataTable } from "./table.ts";

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
export interface ClassReport {
  readonly id: string;
  readonly model: string;
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

/** One report a model and backend, of its first round with predictions. */
export function classReportsOf(data: RunData): { model: string; reports: ClassReport[] }[] {
  return modelNames(data.run)
    .map((model) => ({ model, reports: reportsOf(data, model) }))
    .filter(({ reports }) => reports.length > 0)
    .map(({ model, reports }, first) => ({
      model,
      reports: reports.map((report, index) => ({ ...report, open: first + index === 0 })),
    }));
}

function reportsOf(data: RunData, model: string): ClassReport[] {
  return data.run.backends.flatMap(({ id: backend }) => {
    const [first] = samplesOf(data, data.samples.predictions, { model, backend });
    if (first === undefined) return [];
    const { classNames, labels, logits, weights } = first.samples;
    const training = outcomeOf(data.run, { model, backend }, "train");
    if (weights === "trained" && training.state === "not-comparable") return [];
    const metrics = classificationMetrics({ labels, outputs: "logits", rows: logits, classCount: classNames.length });
    const id = `${slug(model)}.${slug(backend)}`;
    const fold = foldOf(data.run, first.round);
    const { completed } = outcomeOf(data.run, { model, backend }, "evaluate");
    const limits = completed.find(({ round }) => round === first.round)?.limits ?? [];
    const notes = [
      `accuracy ${percent(metrics.accuracy)}`,
      `macro F1 ${percent(metrics.macroF1)}`,
      `n ${integer(labels.length)} ${evaluatedOn(data.run).images}`,
      ...(fold === null ? [] : [`fold ${fold}`]),
      `round ${first.round}`,
      ...(weights === "initial" ? ["untrained initial weights"] : []),
      ...limits.map((limit) => `limited: ${limit}`),
    ];
    const small = classNames.length <= mostClasses;
    return {
      id: `classes-${id}`,
      model,
      backend,
      open: false,
      summary: notes.join(", "),
      classes: classTable(id, `${backend}, ${model}`, classNames, metrics),
      confusion: small ? confusion(id, `${backend}, ${model}`, classNames, metrics) : null,
      mistakes: small ? null : mistakes(id, classNames, metrics),
    };
  });
}

function classTable(
  id: string,
  of: string,
  classNames: readonly string[],
  { classes }: ClassificationMetrics,
): DataTable {
  const share = (value: number | null) => (value === null ? "undefined" : percent(value, 1));
  return dataTable(
    `per-class-${id}`,
    `By class: ${of}`,
    ["class", "#precision", "#recall", "#F1", "#ROC AUC", "#support (n)"],
    classes.map(({ precision, recall, f1, rocAuc, support }, index) => [
      classNames[index] ?? String(index),
      share(precision),
      share(recall),
      share(f1),
      rocAuc === null ? "undefined" : rocAuc.toFixed(3),
      integer(support),
    ]),
  );
}

function confusion(
  id: string,
  of: string,
  classNames: readonly string[],
  { confusion: counts, classes }: ClassificationMetrics,
): ConfusionMatrix {
  return {
    id: `confusion-${id}`,
    caption: `Confusion matrix: ${of}. Rows are the true class, columns the answer; numbers are images.`,
    predicted: classNames,
    rows: counts.map((row, actual) => ({
      id: `confusion-${id}.${actual + 1}`,
      actual: classNames[actual] ?? String(actual),
      cells: row.map((count, answer) => ({
        count: integer(count),
        share: (count / Math.max(1, classes[actual]?.support ?? 1)).toFixed(2),
        right: actual === answer,
      })),
    })),
  };
}

function mistakes(id: string, classNames: readonly string[], { confusion: counts }: ClassificationMetrics): DataTable {
  const found = counts.flatMap((row, actual) =>
    row
      .map((count, answer) => ({ count, actual, answer }))
      .filter((entry) => entry.actual !== entry.answer && entry.count > 0),
  );
  return dataTable(
    `mistakes-${id}`,
    `The ${listedMistakes} most frequent confusions`,
    ["true class", "answer", "#images"],
    found
      .sort((a, b) => b.count - a.count)
      .slice(0, listedMistakes)
      .map(({ count, actual, answer }) => [classNames[actual] ?? "", classNames[answer] ?? "", integer(count)]),
  );
}
