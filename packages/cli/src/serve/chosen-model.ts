import type { ModelSource, Network } from "@evenkeel/core";

/** A model as a server is given it. */
export interface ChosenModel {
  readonly network: Network;
  readonly source: ModelSource;
  /** What the fault `model-swap` changes to: the same input and classes; null where nothing is known. */
  readonly swapped: ModelSource | null;
  /** By class index. */
  readonly labels: readonly string[];
  /** Where the weights are from, for people. */
  readonly origin: string;
}
