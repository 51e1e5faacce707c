import type { Difference } from "../difference.ts";
import type { Kink } from "./kinks.ts";

/** Something that two backends compute differently from the same numbers, and not by rounding. */
export interface Finding {
  /** The first step, from 1, where it shows. */
  readonly step: number;
  /**
   * - `output`: what a layer gives in prediction;
   * - `training-output`: what a layer gives in training alone (dropout, batch statistics, another way to compute it);
   * - `gradient`: the way back through a layer;
   * - `statistics`: what a batch normalisation keeps of a batch;
   * - `loss`: the layers are right, the loss of the logits or its gradient is not;
   * - `update`: the gradients are right, the optimizer makes something else of them.
   */
  readonly what: "output" | "training-output" | "gradient" | "statistics" | "loss" | "update";
  /**
   * The first layer whose output differs, or the last one on whose way back gradients differ; null for loss and update.
   */
  readonly layer: string | null;
  /** A layer's output by its name, a gradient or weight by its slot's (`conv2.bias`), or `loss`. */
  readonly tensor: string;
  /** The element that is furthest apart, an index a dimension. */
  readonly position: readonly number[];
  /** What the two backends have there, and what float64 formulas give. */
  readonly values: readonly [number, number];
  readonly oracle: number;
  /** The difference over the largest magnitude of the tensor. */
  readonly relative: number;
  /** Float32 numbers between the two values; null where one is not finite. */
  readonly ulp: number | null;
  /** The backends that are not the oracle's to float32 rounding. */
  readonly off: readonly string[];
}

/** The part of a finding that says where two tensors are furthest apart; `step` from 1. */
export function elementFinding(step: number, { tensor, position, a, b, relative, ulp }: Difference, oracle: number) {
  return { step, tensor, position, values: [a, b] as const, oracle, relative, ulp: Number.isFinite(ulp) ? ulp : null };
}

/** A step whose gradients differ although both backends are right: they took different sides of a kink. */
export interface RoundingEvent {
  /** From 1. */
  readonly step: number;
  /** The first gradient that differs in back-propagation, and by how much of its largest. */
  readonly tensor: string;
  readonly relative: number;
  /** By backend: the kinks where it alone took the other side than float64. */
  readonly kinks: readonly { readonly backend: string; readonly kinks: readonly Kink[] }[];
}
