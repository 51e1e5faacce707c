import type { Optimizer, TrainingRecipe } from "@evenkeel/core";
import { adamScalars, hasSchedule } from "@evenkeel/models";
import type { GraphBuilder, Value } from "../graph-builder.ts";
import { valueAt } from "../graph-builder.ts";
import type { Choices } from "./choices.ts";

/** The flat vectors that an optimizer carries from step to step beside the weights; they start at zero. */
export function optimizerStates(optimizer: Optimizer): readonly string[] {
  if (optimizer.kind === "adam") return ["moment1", "moment2"];
  return optimizer.momentum === 0 ? [] : ["velocity"];
}

/** The scalars that a step is fed, by graph input. `step` is counted from 1, `learningRate` is that of the step. */
export function optimizerScalars(
  recipe: TrainingRecipe,
  { step, learningRate }: { readonly step: number; readonly learningRate: number },
): Readonly<Record<string, number>> {
  const { optimizer } = recipe;
  if (optimizer.kind === "sgd") return hasSchedule(recipe) ? { learningRate } : {};
  const { a, e } = adamScalars({ ...optimizer, learningRate }, step);
  return { stepSize: a, rootOffset: e };
}

/**
 * Writes the update of a vector of weights: from the weights, what is remembered of them (`optimizerStates`, in their
 * order) and their gradient, the new weights and then the new memories.
 */
export type Update = (weights: Value, memories: readonly Value[], gradient: Value) => readonly Value[];

/** Declares the optimizer's inputs and gives its update, which may be written for any number of vectors [1, length]. */
export function optimizerOf(graph: GraphBuilder, recipe: TrainingRecipe, choices: Choices): Update {
  const { optimizer } = recipe;
  const plus = multiplyAdd(graph, choices);
  switch (optimizer.kind) {
    case "sgd":
      return sgd(graph, { ...optimizer, back: hasSchedule(recipe) ? negated(graph, "learningRate") : null }, plus);
    case "adam":
      return adam(graph, optimizer, plus);
  }
}

/** v ← momentum·v + g, p ← p − lr·v; without momentum v is the gradient itself. `back` is −lr, null for a constant. */
function sgd(
  graph: GraphBuilder,
  { learningRate, momentum, back }: Extract<Optimizer, { kind: "sgd" }> & { readonly back: Value | null },
  plus: MultiplyAdd,
): Update {
  return (weights, [velocity], gradient) => {
    const next = velocity === undefined ? gradient : plus(velocity, single(graph, momentum), gradient);
    const changed = plus(next, back ?? single(graph, -learningRate), weights);
    return [changed, ...(velocity === undefined ? [] : [next])];
  };
}

/** M ← β₁M + g, V ← β₂V + g², p ← p − a·M/(√V + e): see `adamScalars` of models. */
function adam(graph: GraphBuilder, { beta1, beta2 }: Extract<Optimizer, { kind: "adam" }>, plus: MultiplyAdd): Update {
  const back = negated(graph, "stepSize");
  const rootOffset = graph.input("rootOffset", []);
  return (weights, memories, gradient) => {
    const next1 = plus(valueAt(memories, 0), single(graph, beta1), gradient);
    const squares = graph.op("Mul", [gradient, gradient]);
    const next2 = plus(valueAt(memories, 1), single(graph, beta2), squares);
    const root = graph.op("Add", [graph.op("Sqrt", [next2]), rootOffset]);
    return [plus(graph.op("Div", [next1, root]), back, weights), next1, next2];
  };
}

/** Of vectors [1, length] and a factor [1, 1]: vector · factor + term. */
type MultiplyAdd = (vector: Value, factor: Value, term: Value) => Value;

/**
 * No operator of ONNX multiplies and adds element by element, but a matrix product does, with a 1×1 matrix. Natively it
 * takes a third less than Mul and Add on one thread (5.8 against 8.6 µs for 32,768 numbers, x64); on two threads a step
 * gained nothing (1.03 of its time).
 */
function multiplyAdd(graph: GraphBuilder, { updatesAsProducts }: Choices): MultiplyAdd {
  return updatesAsProducts
    ? (vector, factor, term) => graph.op("Gemm", [factor, vector, term])
    : (vector, factor, term) => graph.op("Add", [graph.op("Mul", [vector, factor]), term]);
}

/** Declares the input of a scalar and gives it with the other sign, as a factor [1, 1]. */
function negated(graph: GraphBuilder, name: string): Value {
  return graph.reshape(graph.op("Neg", [graph.input(name, [])]), [1, 1]);
}

function single(graph: GraphBuilder, value: number): Value {
  return graph.float32(value, [1, 1]);
}
