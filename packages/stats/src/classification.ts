import { expectedCalibrationError } from "./calibration.ts";
import { confusionMatrix } from "./confusion-matrix.ts";
import { rocAuc } from "./roc-auc.ts";
import { argmax, logSoftmax } from "./softmax.ts";

export interface ClassificationInput {
  /** One class index a sample. */
  readonly labels: ArrayLike<number>;
  /** One row of raw logits a sample. */
  readonly logits: readonly ArrayLike<number>[];
  readonly classCount: number;
}

/** What is known of one class; null where the question makes no sense (nothing predicted, nothing there). */
export interface ClassMetrics {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Samples of the class. */
  readonly support: number;
  /** One against the rest, on softmax probabilities. */
  readonly rocAuc: number | null;
}

export interface ClassificationMetrics {
  readonly accuracy: number;
  /** By [actual][predicted]. */
  readonly confusion: readonly (readonly number[])[];
  readonly classes: readonly ClassMetrics[];
  /** Over the classes that are present or predicted, null counting as 0 (scikit-learn with zero_division=0). */
  readonly macroPrecision: number;
  readonly macroRecall: number;
  readonly macroF1: number;
  /** Over the classes for which it is defined (scikit-learn refuses when one is missing); null when there is none. */
  readonly macroRocAuc: number | null;
  readonly expectedCalibrationError: number;
  /** Mean, in nats. */
  readonly crossEntropy: number;
}

/**
 * Everything that labels and logits say about a classifier.
 *
 * Throws a `RangeError` without samples, for a label that is no class, and for a row of logits of another length or with a
 * value that is not finite (a network that diverged has no accuracy; scikit-learn refuses it too).
 */
export function classificationMetrics({ labels, logits, classCount }: ClassificationInput): ClassificationMetrics {
  if (logits.length === 0 || logits.length !== labels.length) {
    throw new RangeError(
      `metrics need as many rows of logits as labels, at least one; got ${logits.length} and ${labels.length}`,
    );
  }
  for (const [index, row] of logits.entries()) checkRow(row, index, classCount);
  const logProbabilities = logits.map((row) => logSoftmax(row));
  const predicted = logits.map((row) => argmax(row));
  const confusion = confusionMatrix(labels, predicted, classCount);
  const classes = confusion.map((_, label) => classMetrics(label, confusion, labels, logProbabilities));
  const seen = classes.filter((metrics, label) => metrics.support > 0 || column(confusion, label) > 0);
  const correct = predicted.map((label, index) => label === labels[index]);
  const confidences = logProbabilities.map((row, index) => Math.exp(row[predicted[index] ?? 0] ?? 0));
  const areas = classes.flatMap(({ rocAuc: area }) => (area === null ? [] : [area]));
  return {
    accuracy: mean(correct.map(Number)),
    confusion,
    classes,
    macroPrecision: mean(seen.map(({ precision }) => precision ?? 0)),
    macroRecall: mean(seen.map(({ recall }) => recall ?? 0)),
    macroF1: mean(seen.map(({ f1 }) => f1 ?? 0)),
    macroRocAuc: areas.length === 0 ? null : mean(areas),
    expectedCalibrationError: expectedCalibrationError(confidences, correct),
    crossEntropy: mean(logProbabilities.map((row, index) => -(row[labels[index] ?? 0] ?? 0))),
  };
}

function checkRow(row: ArrayLike<number>, index: number, classCount: number): void {
  if (row.length !== classCount) {
    throw new RangeError(`sample ${index}: expected ${classCount} logits, got ${row.length}`);
  }
  const wrong = Array.from(row).find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new RangeError(`sample ${index}: expected finite logits, got ${wrong}`);
}

function classMetrics(
  label: number,
  confusion: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  logProbabilities: readonly Float64Array[],
): ClassMetrics {
  const hits = confusion[label]?.[label] ?? 0;
  const support = sum(confusion[label] ?? []);
  const predicted = column(confusion, label);
  return {
    precision: ratio(hits, predicted),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, support + predicted),
    support,
    rocAuc: rocAuc(
      logProbabilities.map((row) => Math.exp(row[label] ?? 0)),
      (index) => labels[index] === label,
    ),
  };
}

function column(confusion: readonly (readonly number[])[], label: number): number {
  return sum(confusion.map((row) => row[label] ?? 0));
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
