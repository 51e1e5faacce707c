import type { Run } from "@evenkeel/run-folder";

/** Flags of `evenkeel run` that change an experiment, as runs wrote them that did not record their changes. */
const flags: ReadonlySet<string> = new Set([
  "--augment",
  "--backend",
  "--budget",
  "--dataset",
  "--epochs",
  "--folds",
  "--model",
  "--rounds",
  "--seed",
  "--seeds",
  "--task",
  "--threads",
]);

/**
 * What the command line changed of the experiment, as flags. An experiment's title and description are of the whole:
 * they stand only where this is empty.
 */
export function changesOf({ changes, command }: Run): readonly string[] {
  if (changes !== undefined) return changes;
  const words = command.map((word) => word.split("=")[0] ?? "");
  return [...new Set(words.filter((word) => flags.has(word)))];
}
