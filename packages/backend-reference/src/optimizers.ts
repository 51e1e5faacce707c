import type { Optimizer } from "@evenkeel/core";
import { addTo, at } from "./tensor.ts";

/** What an optimizer remembers of one weight tensor; zeros before the first step. */
export interface OptimizerState {
  /** SGD's velocity, or Adam's first moment. */
  readonly m: Float64Array;
  /** Adam's second moment. */
  readonly v: Float64Array;
}

/** One update, in place, of weights `p` and their state by the gradient `g`; `step` from 1. */
export type UpdateFormula = (
  optimizer: Optimizer,
  step: number,
  p: Float64Array,
  g: Float64Array,
  state: OptimizerState,
) => void;

export const update: UpdateFormula = (optimizer, step, p, g, state) => {
  if (optimizer.kind === "sgd") sgd(optimizer, p, g, state);
  else adam(optimizer, step, p, g, state);
};

/** v ← momentum·v + g; p ← p − lr·v */
function sgd(
  { learningRate, momentum }: Extract<Optimizer, { kind: "sgd" }>,
  p: Float64Array,
  g: Float64Array,
  { m: velocity }: OptimizerState,
): void {
  for (let i = 0; i < p.length; i += 1) {
    velocity[i] = momentum * at(velocity, i) + at(g, i);
    addTo(p, i, -learningRate * at(velocity, i));
  }
}

/** Kingma & Ba 2015, Algorithm 1, as written, not the folded form that backends may use: it checks that form. */
function adam(
  { learningRate, beta1, beta2, epsilon }: Extract<Optimizer, { kind: "adam" }>,
  t: number,
  p: Float64Array,
  g: Float64Array,
  { m, v }: OptimizerState,
): void {
  for (let i = 0; i < p.length; i += 1) {
    m[i] = beta1 * at(m, i) + (1 - beta1) * at(g, i);
    v[i] = beta2 * at(v, i) + (1 - beta2) * at(g, i) ** 2;
    const unbiasedM = at(m, i) / (1 - beta1 ** t);
    const unbiasedV = at(v, i) / (1 - beta2 ** t);
    addTo(p, i, (-learningRate * unbiasedM) / (Math.sqrt(unbiasedV) + epsilon));
  }
}
