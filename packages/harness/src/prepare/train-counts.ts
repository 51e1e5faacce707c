import { UsageError } from "@evenkeel/core";
import { stratifiedKFold } from "@evenkeel/data";
import type { Experiment } from "@evenkeel/tasks";
import type { PreparedDataset } from "./datasets.ts";

/**
 * How many images the cells of a dataset train on: all of its training images or, in cross-validation, those outside of
 * a fold, which are one more in some rounds than in others. Throws `UsageError` for more folds than a class has images.
 */
export function trainCounts(
  { info, trainLabels }: Pick<PreparedDataset, "info" | "trainLabels">,
  { crossValidationFolds: folds, seeds: [seed = 0] }: Pick<Experiment, "crossValidationFolds" | "seeds">,
): ReadonlySet<number> {
  if (folds === undefined) return new Set([info.trainCount]);
  try {
    return new Set(stratifiedKFold(trainLabels, folds, seed).map(({ train }) => train.length));
  } catch (cause) {
    throw new UsageError(`dataset ${info.name} cannot be split for cross-validation: ${(cause as Error).message}`, {
      cause,
    });
  }
}
