import type { ImageOutcome } from "./remote-model.ts";

/**
 * How far two answers about one image are apart: of labels, refusals and invalid labels 0 or 1; of outputs the mean
 * difference of a value.
 */
export function outcomeDistance(one: ImageOutcome, other: ImageOutcome): number {
  if (one.state !== "predicted" || other.state !== "predicted") return one.state === other.state ? 0 : 1;
  if (one.values.length !== other.values.length) return 1;
  if (one.values.length === 1) return one.values[0] === other.values[0] ? 0 : 1;
  return (
    one.values.reduce((sum, value, index) => sum + Math.abs(value - (other.values[index] ?? 0)), 0) / one.values.length
  );
}
