import type { Optimizer } from "@evenkeel/core";

/** What a training step is fed so that Adam's bias corrections cost nothing: see `adamScalars`. */
export interface AdamScalars {
  readonly a: number;
  readonly e: number;
}

/**
 * Adam (Kingma & Ba 2015, Algorithm 1) with the bias corrections folded into two scalars. With unscaled moments
 * M ← β₁M + g and V ← β₂V + g², the update is p ← p − a·M / (√V + e), exactly the algorithm's
 * p − lr·m̂ / (√v̂ + ε) where m = (1−β₁)M, v = (1−β₂)V, m̂ = m/c₁, v̂ = v/c₂, c₁ = 1−β₁ᵗ, c₂ = 1−β₂ᵗ.
 * `step` is t, from 1.
 */
export function adamScalars(optimizer: Extract<Optimizer, { kind: "adam" }>, step: number): AdamScalars {
  const { learningRate, beta1, beta2, epsilon } = optimizer;
  const c1 = 1 - beta1 ** step;
  const c2 = 1 - beta2 ** step;
  return {
    a: ((learningRate * Math.sqrt(c2)) / c1) * ((1 - beta1) / Math.sqrt(1 - beta2)),
    e: epsilon * Math.sqrt(c2 / (1 - beta2)),
  };
}
