import { RunFolderError, type PredictionSamples } from "@evenkeel/core";
import { argmax } from "@evenkeel/stats";

/** A cell's predictions, checked. */
export interface Predictions extends PredictionSamples {
  /** Index of each image's largest logit. */
  readonly predicted: readonly number[];
}

/** Throws `RunFolderError` for rows that do not fit the classes. */
export function predictionsOf(samples: PredictionSamples, where: string): Predictions {
  const { classNames, labels, logits } = samples;
  const classCount = classNames.length;
  if (labels.length === 0 || logits.length !== labels.length || logits.some((row) => row.length !== classCount)) {
    throw new RunFolderError("damaged predictions", {
      where,
      expected: `one row of ${classCount} logits a label`,
      got: `${logits.length} rows, ${labels.length} labels`,
    });
  }
  if (labels.some((label) => label < 0 || label >= classCount)) {
    throw new RunFolderError("damaged predictions", { where, expected: `labels from 0 to ${classCount - 1}` });
  }
  return { ...samples, predicted: logits.map((row) => argmax(row)) };
}
