/**
 * How far backends that compute the same thing may drift apart, from the same weights over the same batches, in float32.
 * Measured on `keras-mnist-cnn` at batch 32 with Adam, and explained in docs/parity.md; nothing else in the report decides
 * what agrees. Inside `relative` (or `share`) a pair agrees. Outside it but inside `reach` nothing can be concluded: two
 * float32 kernels of one library (PyTorch) were seen that far apart. Beyond that the pair differs.
 */

/** Relative difference of the losses at step `steps`. A pair is judged by the longest that both reached. */
export const lossEnvelopes = [
  { steps: 50, relative: 5e-3, reach: 0.16 },
  { steps: 3, relative: 1e-4, reach: 3e-4 },
] as const;

/** Least share of test images with the same answer; only judged up to this many epochs, because rounding differences grow. */
export const predictionEnvelope = { share: 0.97, reach: 0.89, epochs: 1 } as const;

export type LossEnvelope = (typeof lossEnvelopes)[number];

/** `inconclusive`: further apart than asked, no further than rounding alone was seen to carry. */
export type Verdict = "agrees" | "inconclusive" | "differs" | "too-little-work";
