import { foldCountOf } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { plural } from "../format.ts";

/** What the accuracies of a run are of, in words. A run has either kind, never both. */
export interface Evaluated {
  readonly images: "test images" | "held-out images";
  readonly accuracy: "test accuracy" | "held-out accuracy";
}

/** Held-out images in cross-validation, the test images otherwise. */
export function evaluatedOn(run: Run): Evaluated {
  return foldCountOf(run) === null
    ? { images: "test images", accuracy: "test accuracy" }
    : { images: "held-out images", accuracy: "held-out accuracy" };
}

/** `3 of 5 folds`, `5 folds`. */
export function foldCount(run: Run, folds: number): string {
  const all = foldCountOf(run) ?? 0;
  return folds < all ? `${folds} of ${plural(all, "fold")}` : plural(all, "fold");
}
