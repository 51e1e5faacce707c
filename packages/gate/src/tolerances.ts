import type { CheckResult } from "@evenkeel/core";

/** What a check compares. */
export type Quantity = CheckResult["quantity"];

/**
 * The largest `maxRelative` that passes, for each quantity: about four times the largest that was measured over all
 * layer kinds, small networks and the zoo, on onnx-cpu, onnx-wasm, tfjs-cpu and tfjs-wasm (x86-64, AMD Zen 5, 1 and 2
 * threads). float32 resolves 6e-8; sums of a few hundred products lose a digit of that. The smallest of the deliberate
 * faults that the gate's tests inject, a variance in one pass, is off by 3e-4 in a gradient.
 */
export const tolerances: Readonly<Record<Quantity, number>> = {
  /** Measured: 1.1e-6, after three steps of Adam. */
  logits: 1e-5,
  /** Measured: 1.8e-6, where a loss is small because the logits are right. */
  loss: 1e-5,
  /** Measured: 4.8e-6 on quantised values, where large sums cancel; 1.5e-6 on the zoo. */
  gradients: 2e-5,
  /** Measured: 6.9e-6. Adam divides by the gradient's own size: what is small beside the largest counts fully. */
  update: 3e-5,
  /** Measured: 1.6e-6. A tenth of the way from the old statistic to the batch's remains, a float32 difference. */
  statistics: 1e-5,
};
