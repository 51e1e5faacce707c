/**
 * How far a backend may be from the oracle: for each tensor, the largest absolute difference over the largest magnitude
 * of the expected tensor. 1e-4 is what a float32 runtime reaches easily; a wrong formula is off by 1e-2 and more.
 */
export interface Tolerances {
  /** Of `predict`, before and after training. */
  readonly logits: number;
  /** The loss of every training step. */
  readonly loss: number;
  /** Weights before minus after one step of plain SGD at learning rate 1. */
  readonly gradients: number;
  /** What several steps, momentum or Adam change in the weights, and batch normalisation's moving statistics. */
  readonly updates: number;
  /** The backend trains so slowly that a network of the zoo sees one image instead of three. */
  readonly slow?: boolean;
}
