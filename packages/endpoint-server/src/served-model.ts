import type { HostTensor, Model, Network, Weights } from "@evenkeel/core";

/** What a server needs of a loaded model. */
export type Predictor = Pick<Model, "outputs" | "predict" | "dispose">;

/** A model behind an endpoint, and what clients are told of it. */
export interface ServedModel {
  /** As paths and requests name it. */
  readonly name: string;
  readonly input: Network["input"];
  /** By class index. */
  readonly labels: readonly string[];
  readonly predictor: Predictor;
  /** What faults take other models from. */
  readonly others: OtherModels;
}

/** Models with the same input and classes as the one that is served; each call loads one. */
export interface OtherModels {
  /** What a swap changes to; null where none is known. */
  readonly swapped: (() => Promise<Predictor>) | null;
  /** The served network with changed weights; null where its weights are not known. */
  readonly withWeights: ((change: (weights: Weights) => Weights) => Promise<Predictor>) | null;
}

/** [N, height, width, channels] in 0–1 to [N, classes], or [N] where outputs are labels. */
export type Predict = (images: HostTensor) => Promise<HostTensor>;
