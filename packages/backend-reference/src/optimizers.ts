import type { Optimizer } from "@evenkeel/core";
import { addTo } from "./tensor.ts";

/** What an optimizer remembers of one parameter tensor; zeros before the first step. */
export interface OptimizerState {
  /** SGD's velocity, or Adam's first moment. */
  readonly m: Float64Array;
  /** Adam's second moment. */
  readonly v: Float64Array;
}

/** One update, in place, of parameters `p` and their state by the gradient `g`; `step` from 1. */
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
    const moved = momentum * (velocity[i] as number) + (g[i] as number);
    velocity[i] = moved;
    addTo(p, i, -learningRate * moved);
  }
}

/** Kingma & Ba 2015, Algorithm 1, letter by letter: not the folded form that backends may use, so that it checks that form. */
function adam(
  { learningRate, beta1, beta2, epsilon }: Extract<Optimizer, { kind: "adam" }>,
  t: number,
  p: Float64Array,
  g: Float64Array,
  { m, v }: OptimizerState,
): void {
  for (let i = 0; i < p.length; i += 1) {
    const first = beta1 * (m[i] as number) + (1 - beta1) * (g[i] as number);
    const second = beta2 * (v[i] as number) + (1 - beta2) * (g[i] as number) ** 2;
    m[i] = first;
    v[i] = second;
    const unbiasedFirst = first / (1 - beta1 ** t);
    const unbiasedSecond = second / (1 - beta2 ** t);
    addTo(p, i, (-learningRate * unbiasedFirst) / (Math.sqrt(unbiasedSecond) + epsilon));
  }
}
