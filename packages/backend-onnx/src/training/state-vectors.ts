import type { ModelSpec, Optimizer } from "@evenkeel/core";
import { elementCount } from "@evenkeel/core";
import type { WeightSlot } from "@evenkeel/models";
import { weightSlots } from "@evenkeel/models";
import { optimizerStates } from "./optimizer.ts";

/** A flat vector that goes from step to step: values of some weight slots, one after the other in canonical order and layout. */
export interface StateVector {
  readonly name: string;
  readonly length: number;
  readonly slots: readonly WeightSlot[];
  /** Whether it holds the slots' own values, or what the optimizer remembers of them, which starts at zero. */
  readonly holds: "weights" | "optimizer";
}

export interface StateVectors {
  readonly weights: StateVector;
  readonly optimizer: readonly StateVector[];
  /** Batch-norm statistics; empty for a model without batch normalisation. */
  readonly statistics: StateVector;
  /** Those with any values, in the order of the graph's inputs and outputs. */
  readonly all: readonly StateVector[];
}

/** The state of training a model. */
export function stateVectors(spec: ModelSpec, optimizer: Optimizer): StateVectors {
  const slots = weightSlots(spec);
  const trainable = slots.filter((slot) => slot.trainable);
  const weights = vector("weights", trainable, "weights");
  const statistics = vector(
    "statistics",
    slots.filter((slot) => !slot.trainable),
    "weights",
  );
  const memories = optimizerStates(optimizer).map((name) => vector(name, trainable, "optimizer"));
  const all = [weights, ...memories, statistics].filter(({ length }) => length > 0);
  return { weights, optimizer: memories, statistics, all };
}

function vector(name: string, slots: readonly WeightSlot[], holds: StateVector["holds"]): StateVector {
  const length = slots.reduce((total, { shape }) => total + elementCount(shape), 0);
  return { name, length, slots, holds };
}
