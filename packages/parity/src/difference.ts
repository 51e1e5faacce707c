import { position, type ModelSpec, type Shape } from "@evenkeel/core";
import { largest, measure, tolerances } from "@evenkeel/gate";
import { weightSlots } from "@evenkeel/models";
import type { Step } from "./step.ts";

/** Where two tensors are furthest apart. */
export interface Difference {
  readonly tensor: string;
  /** The element: its place in row-major order, and an index a dimension. */
  readonly index: number;
  readonly position: readonly number[];
  readonly a: number;
  readonly b: number;
  /** |a − b| over the largest magnitude of the tensor, or another scale where that is near zero. */
  readonly relative: number;
  /** How many float32 numbers lie between the two; infinite where a value is not finite. */
  readonly ulp: number;
}

/** The element that is furthest apart in two tensors of the same shape. */
export function differenceOf(
  tensor: string,
  shape: Shape,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  scale: number = Math.max(largest(a), largest(b)),
): Difference {
  const { index, got, expected, maxRelative, maxUlp } = measure(a, b, scale);
  const place = position(index, shape);
  return { tensor, index, position: place, a: got, b: expected, relative: maxRelative, ulp: maxUlp };
}

/**
 * At least this part of the network's largest gradient is what a tensor's differences are relative to, as in the gate.
 */
const leastShare = 0.1;

/** What one slot's differences are relative to. */
export function scaleOf(step: Step, slot: string): number {
  const own = largest(step.gradients.get(slot) ?? []);
  return Math.max(own, leastShare * Math.max(...[...step.gradients.values()].map(largest)));
}

/**
 * The gradients and statistics of two steps that differ by more than float32 rounding, in the order of
 * back-propagation.
 */
export function stepDifferences(spec: ModelSpec, a: Step, b: Step): Difference[] {
  return weightSlots(spec)
    .toReversed()
    .flatMap(({ name, shape, trainable }) => {
      const [left, right] = [a.gradients.get(name), b.gradients.get(name)];
      if (left === undefined || right === undefined) throw new RangeError(`no gradient of ${name}`);
      const scale = trainable ? Math.max(scaleOf(a, name), scaleOf(b, name)) : undefined;
      const difference = differenceOf(name, shape, left, right, scale);
      return difference.relative <= tolerances[trainable ? "gradients" : "statistics"] ? [] : [difference];
    });
}

/** Whether two steps agree to float32 rounding. */
export function sameStep(spec: ModelSpec, a: Step, b: Step, lossTolerance: number = tolerances.loss): boolean {
  return sameLoss(a, b, lossTolerance) && stepDifferences(spec, a, b).length === 0;
}

export function sameLoss(a: Step, b: Step, tolerance: number = tolerances.loss): boolean {
  return lossDifference(a.loss, b.loss) <= tolerance;
}

/** |a − b| over the larger; infinite where one is no number. */
export function lossDifference(a: number, b: number): number {
  return differenceOf("loss", [1], [a], [b]).relative;
}
