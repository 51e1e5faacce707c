import type { HostTensor, ModelSpec, Shape, Weights } from "@evenkeel/core";
import { weightSlots } from "@evenkeel/models";
import { largest } from "../measure.ts";
import type { Outcome } from "./teach.ts";

/** A tensor of a backend beside the same tensor of the oracle. */
export interface Pair {
  /** As in `weightSlots`, or `logits` or `loss`. */
  readonly tensor: string;
  readonly shape: Shape;
  readonly expected: ArrayLike<number>;
  /** Another shape than `shape` is a failure by itself; null where the tensor is missing. */
  readonly got: { readonly shape: Shape; readonly data: ArrayLike<number> } | null;
  /** What a difference is relative to; left out, the largest magnitude expected. */
  readonly scale?: number;
}

/** Weights after a training, or between two of its calls. */
type Moved = Pick<Outcome, "weights">;

/** The logits of each batch of images. */
export function logitsPairs(tensor: string, got: readonly HostTensor[], expected: readonly HostTensor[]): Pair[] {
  return expected.map(({ shape, data }, i) => ({ tensor, shape, expected: data, got: got[i] ?? null }));
}

/** The losses of all steps. */
export function lossPair(got: Outcome, expected: Outcome): Pair {
  const { losses } = expected;
  return {
    tensor: "loss",
    shape: [losses.length],
    expected: losses,
    got: { shape: [got.losses.length], data: got.losses },
  };
}

/** How a training moved the weights that it learns, over `step`: at one step of plain SGD, their gradients. */
export function learnedPairs(spec: ModelSpec, before: Weights, got: Moved, expected: Moved, step = 1): Pair[] {
  const pairs = movedPairs(spec, before, got, expected, true, step);
  const overall = Math.max(...pairs.map((pair) => largest(pair.expected)));
  return pairs.map((pair) => ({ ...pair, scale: scaleOf(largest(pair.expected), overall) }));
}

/** How a training moved batch normalisation's moving statistics. */
export function statisticsPairs(spec: ModelSpec, before: Weights, got: Moved, expected: Moved): Pair[] {
  return movedPairs(spec, before, got, expected, false, 1);
}

/** At least this part of the network's largest gradient is what a tensor's differences are relative to. */
const leastShare = 0.1;

/**
 * Gradients are relative to the largest of their tensor, as long as there is one to speak of: of a bias in front of a
 * batch normalisation it is zero in truth, of others a small rest of large sums that cancel, and float32 leaves there
 * what it rounds in the large ones. A wrong formula is off by more than that by orders of magnitude.
 */
function scaleOf(own: number, overall: number): number {
  return Math.max(own, leastShare * overall);
}

function movedPairs(
  spec: ModelSpec,
  before: Weights,
  got: Moved,
  expected: Moved,
  trainable: boolean,
  step: number,
): Pair[] {
  return weightSlots(spec)
    .filter((slot) => slot.trainable === trainable)
    .map(({ name, shape }) => {
      const start = before.get(name)?.data ?? new Float32Array(0);
      const moved = (after: Weights) => movement(start, after.get(name), step);
      return { tensor: name, shape, expected: moved(expected.weights)?.data ?? [], got: moved(got.weights) };
    });
}

function movement(before: Float32Array, after: HostTensor | undefined, step: number) {
  if (after === undefined) return null;
  const { shape, data } = after;
  return { shape, data: Float64Array.from(data, (value, i) => ((before[i] ?? 0) - value) / step) };
}
