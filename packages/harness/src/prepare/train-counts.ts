import { UsageError } from "@evenkeel/core";
import { stratifiedKFold } from "@evenkeel/data";
import type { Experiment } from "@evenkeel/tasks";
import type { KeptDataset } from "./datasets.ts";

/**
 * How many images the cells of a dataset train on: all of its training images or, in cross-validation, those outside of
 * a fold, which are one more in some rounds than in others. Throws `UsageError` for more folds than a class has images.
 */
export function trainCounts(
  { info, trainLabels }: Pick<KeptDataset, "info" | "trainLabels">,
  { crossValidationFolds: folds, seeds: [seed = 0] }: Pick<Experiment, "crossValidationFolds" | "seeds">,
): ReadonlySet<number> {
  if (folds === undefined) return new Set([info.trainCount]);
  refuseTooFew(info, trainLabels, folds);
  return new Set(stratifiedKFold(trainLabels, folds, seed).map(({ train }) => train.length));
}

function refuseTooFew({ name, classNames }: KeptDataset["info"], labels: Int32Array, folds: number): void {
  const counts = classNames.map(() => 0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const few = classNames.flatMap((own, label) =>
    (counts[label] ?? 0) < folds ? [`${counts[label] ?? 0} in ${own}`] : [],
  );
  if (few.length === 0) return;
  const most = Math.min(...counts);
  throw new UsageError(`dataset ${name} has too few training images for ${folds} folds`, {
    expected: `at least ${folds} of every class`,
    got: `${few.slice(0, 5).join(", ")}${few.length > 5 ? `, and ${few.length - 5} more classes` : ""}`,
    remedy: most < 2 ? "add images" : `add images, or ask for at most ${most} folds`,
  });
}
