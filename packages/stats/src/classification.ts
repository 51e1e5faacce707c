import { mean, sum } from "./mean.ts";
import { expectedCalibrationError } from "./calibration.ts";
import { confusionMatrix } from "./confusion-matrix.ts";
import { rocAuc } from "./roc-auc.ts";
import { scoresOf, type Predictions } from "./scores.ts";

export interface ClassificationInput extends Predictions {
  /** The true class index of each sample. */
  readonly labels: ArrayLike<number>;
  readonly classCount: number;
}

/** What is known of one class; null where the question makes no sense (nothing predicted, nothing there). */
export interface ClassMetrics {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Samples of the class. */
  readonly support: number;
  /** One against the rest, ranked by log-odds; null also where only labels are predicted. */
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
  /** Null where only labels are predicted. */
  readonly expectedCalibrationError: number | null;
  /** Mean, in nats; null where only labels are predicted. */
  readonly crossEntropy: number | null;
}

/**
 * Everything that labels and predictions say about a classifier.
 *
 * Throws a `RangeError` without samples, for a label that is no class, and for a row of predictions of another length
 * or with a value that is not finite (a network that diverged has no accuracy; scikit-learn refuses it too).
 */
export function classificationMetrics({
  labels,
  classCount,
  ...predictions
}: ClassificationInput): ClassificationMetrics {
  const { rows } = predictions;
  if (rows.length === 0 || rows.length !== labels.length) {
    throw new RangeError(
      `metrics need as many predictions as labels, at least one; got ${rows.length} and ${labels.length}`,
    );
  }
  const { predicted, probabilities, logProbabilities, logOdds } = scoresOf(predictions, classCount);
  const confusion = confusionMatrix(labels, predicted, classCount);
  const classes = confusion.map((_, label) => classMetrics(label, confusion, labels, logOdds));
  const seen = classes.filter((metrics, label) => metrics.support > 0 || column(confusion, label) > 0);
  const correct = predicted.map((label, index) => label === labels[index]);
  const areas = classes.flatMap(({ rocAuc: area }) => (area === null ? [] : [area]));
  return {
    accuracy: mean(correct.map(Number)),
    confusion,
    classes,
    macroPrecision: mean(seen.map(({ precision }) => precision ?? 0)),
    macroRecall: mean(seen.map(({ recall }) => recall ?? 0)),
    macroF1: mean(seen.map(({ f1 }) => f1 ?? 0)),
    macroRocAuc: areas.length === 0 ? null : mean(areas),
    expectedCalibrationError: probabilities && expectedCalibrationError(atClasses(probabilities, predicted), correct),
    crossEntropy: logProbabilities && mean(atClasses(logProbabilities, labels).map((value) => -value)),
  };
}

/** Of each row the value of a class. */
function atClasses(rows: readonly ArrayLike<number>[], classes: ArrayLike<number>): number[] {
  return rows.map((row, index) => row[classes[index] ?? 0] ?? 0);
}

function classMetrics(
  label: number,
  confusion: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  logOdds: readonly ArrayLike<number>[] | null,
): ClassMetrics {
  const hits = confusion[label]?.[label] ?? 0;
  const support = sum(confusion[label] ?? []);
  const predicted = column(confusion, label);
  return {
    precision: ratio(hits, predicted),
    recall: ratio(hits, support),
    f1: ratio(2 * hits, support + predicted),
    support,
    rocAuc:
      logOdds &&
      rocAuc(
        logOdds.map((row) => row[label] ?? 0),
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
