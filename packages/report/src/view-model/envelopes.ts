/**
 * How far backends that compute the same thing may drift apart, from the same weights over the same batches, in float32.
 * Reference values, seen on `keras-mnist-cnn` at batch 32 with Adam; nothing else in the report decides what agrees.
 */

/** Largest relative difference of the losses over the first `steps` steps. A pair is judged by the longest it reached, or broke. */
export const lossEnvelopes = [
  { steps: 50, relative: 5e-3 },
  { steps: 3, relative: 1e-4 },
] as const;

/** Least share of test images with the same answer; only judged up to this many epochs, because rounding differences grow. */
export const predictionEnvelope = { share: 0.97, epochs: 1 } as const;

export type LossEnvelope = (typeof lossEnvelopes)[number];
