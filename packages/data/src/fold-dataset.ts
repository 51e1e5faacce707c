import type { Dataset } from "@evenkeel/core";
import { selectImages } from "./select-images.ts";
import { stratifiedKFold } from "./splits.ts";

/** One fold of a stratified k-fold cross-validation. */
export interface Fold {
  /** k. */
  readonly folds: number;
  /** From 1. */
  readonly fold: number;
  /** Decides which image is in which fold. */
  readonly seed: number;
}

/**
 * The dataset of one fold: the training images of all other folds as `train`, those of this one as `test`. The
 * dataset's own test images stay out. Throws a `RangeError` unless 2 ≤ folds ≤ the training images of the smallest
 * class.
 */
export function foldDataset(dataset: Dataset, { folds, fold, seed }: Fold): Dataset {
  const split = stratifiedKFold(dataset.train.labels, folds, seed)[fold - 1];
  if (split === undefined) throw new RangeError(`fold: expected 1 to ${folds}; got ${fold}`);
  return {
    ...dataset,
    train: selectImages(dataset.train, split.train),
    test: selectImages(dataset.train, split.test),
  };
}
