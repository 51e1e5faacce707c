import type { HostTensor, Weights } from "@evenkeel/core";
import { relativeError } from "../relative-error.ts";
import type { Tolerances } from "../tolerances.ts";

/** How far a backend's tensor is from the oracle's. */
export interface Difference {
  /** For example `gradient of conv1.kernel`. */
  readonly what: string;
  /** See `relativeError`. */
  readonly error: number;
  /** The tolerance that bounds it. */
  readonly bound: "logits" | "loss" | "gradients" | "updates";
}

/** The differences beyond their tolerance, as lines to read: empty when the backend agrees with the oracle. */
export function failures(differences: readonly Difference[], tolerances: Tolerances): string[] {
  return differences
    .filter(({ error, bound }) => !(error <= tolerances[bound]))
    .map(({ what, error, bound }) => `${what}: off by ${error.toExponential(1)}, allowed ${tolerances[bound]}`);
}

export function logitsDifference(what: string, actual: HostTensor, expected: HostTensor): Difference {
  const sameShape = actual.shape.join() === expected.shape.join();
  return { what, error: sameShape ? relativeError(actual.data, expected.data) : Infinity, bound: "logits" };
}

/** What training changed in each weight, compared with what it should have changed. */
export function updateDifferences(
  before: Weights,
  actual: Weights,
  expected: Weights,
  bound: "gradients" | "updates",
): Difference[] {
  return [...before].map(([name, { data }]) => ({
    what: bound === "gradients" ? `gradient of ${name}` : `update of ${name}`,
    error: relativeError(changed(data, actual.get(name)), changed(data, expected.get(name))),
    bound,
  }));
}

function changed(before: Float32Array, after: HostTensor | undefined): Float64Array {
  if (after?.data.length !== before.length) return new Float64Array(0);
  return Float64Array.from(before, (value, index) => value - (after.data[index] as number));
}
