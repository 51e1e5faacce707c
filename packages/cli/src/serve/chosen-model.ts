import type { ModelSpec, Weights } from "@evenkeel/core";

/** A network with weights, as a server is given it. */
export interface ChosenModel {
  readonly spec: ModelSpec;
  readonly weights: Weights;
  /** What the fault `model-swap` changes to; null where nothing is known. */
  readonly swapped: Weights | null;
  /** By class index. */
  readonly labels: readonly string[];
  /** Where the weights are from, for people. */
  readonly origin: string;
}
