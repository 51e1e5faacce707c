import type { CheckResult } from "@evenkeel/core";

/** What a check compares. */
export type Quantity = CheckResult["quantity"];

/**
 * The largest `maxRelative` that passes, for each quantity: 1.7 to 6 times the largest that was measured over all layer
 * kinds, small networks and the zoo, on the seven backends for CPUs (x86-64, AMD Zen 3, one thread and each one's own
 * number). float32 resolves 6e-8; sums of a few hundred products lose a digit of that. Of the deliberate faults that
 * the gate's tests inject, the hardest to see is off by 1.8e-4 in a gradient: a thousandth in that of the second of two
 * large images behind a dropout.
 */
export const tolerances: Readonly<Record<Quantity, number>> = {
  /** Measured: 4.1e-6, after four steps of Adam on batches of 100 large images. */
  logits: 1e-5,
  /** Measured: 1.8e-6, where a loss is small because the logits are right. */
  loss: 1e-5,
  /** Measured: 7.2e-6 in sums over all pixels of two large images; 5.6e-6 on quantised values, where sums cancel. */
  gradients: 2e-5,
  /** Measured: 1.7e-5. Adam divides by the gradient's own size: what is small beside the largest counts fully. */
  update: 3e-5,
  /** Measured: 1.6e-6. A tenth of the way from the old statistic to the batch's remains, a float32 difference. */
  statistics: 1e-5,
};
