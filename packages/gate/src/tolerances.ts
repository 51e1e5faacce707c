import type { CheckResult } from "@evenkeel/core";

/** What a check compares. */
export type Quantity = CheckResult["quantity"];

/** The largest `maxRelative` that passes, for each quantity. */
export type Tolerances = Readonly<Record<Quantity, number>>;

export const tolerances: Tolerances = {
  logits: 1e-5,
  loss: 1e-5,
  gradients: 1e-5,
  update: 1e-5,
  statistics: 1e-5,
};
