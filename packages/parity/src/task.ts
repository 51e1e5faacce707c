import type { Batch, ModelSpec, Weights } from "@evenkeel/core";

/** What backends are to train alike. */
export interface ParityTask {
  readonly spec: ModelSpec;
  /** That all begin with. */
  readonly weights: Weights;
  readonly steps: number;
  /** Of one pass over the training images. */
  readonly stepsPerEpoch: number;
  /** The batch of a step (from 0) for the network or a part of it, the same that the subjects train on. */
  readonly batchOf: (spec: ModelSpec, step: number) => Batch;
  /** What is being done. */
  readonly onPhase?: ((phase: string) => void) | undefined;
}
