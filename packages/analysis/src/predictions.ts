import { RunFolderError } from "@evenkeel/core";
import type { PredictionSamples } from "@evenkeel/tasks";
import { argmax } from "@evenkeel/stats";

/** A cell's predictions, checked. */
export interface Predictions extends PredictionSamples {
  /** Each image's predicted class: of its largest output, or its label. */
  readonly predicted: readonly number[];
}

/** Throws `RunFolderError` for rows that do not fit the classes. */
export function predictionsOf(samples: PredictionSamples, where: string): Predictions {
  const { classNames, labels, outputs, rows } = samples;
  const classCount = classNames.length;
  const width = outputs === "labels" ? 1 : classCount;
  if (labels.length === 0 || rows.length !== labels.length || rows.some((row) => row.length !== width)) {
    throw new RunFolderError("damaged predictions", {
      where,
      expected: `one row of ${width} ${outputs} a label`,
      got: `${rows.length} rows, ${labels.length} labels`,
    });
  }
  const predicted = outputs === "labels" ? rows.flat() : rows.map((row) => argmax(row));
  if ([...labels, ...predicted].some((label) => !(label in classNames))) {
    throw new RunFolderError("damaged predictions", { where, expected: `labels from 0 to ${classCount - 1}` });
  }
  return { ...samples, predicted };
}
