import type { Optimizer } from "@evenkeel/core";
import { adamScalars } from "@evenkeel/models";
import type { GraphBuilder, Value } from "../graph-builder.ts";
import { valueAt } from "../graph-builder.ts";

/** The flat vectors that an optimizer carries from step to step beside the weights; they start at zero. */
export function optimizerStates(optimizer: Optimizer): readonly string[] {
  if (optimizer.kind === "adam") return ["moment1", "moment2"];
  return optimizer.momentum === 0 ? [] : ["velocity"];
}

/** The scalars that a step is fed, by graph input. `step` is counted from 1. */
export function optimizerScalars(optimizer: Optimizer, step: number): Readonly<Record<string, number>> {
  if (optimizer.kind === "sgd") return {};
  const { a, e } = adamScalars(optimizer, step);
  return { stepSize: a, rootOffset: e };
}

/**
 * Writes the update of a vector of weights: from the weights, what is remembered of them (`optimizerStates`, in their
 * order) and their gradient, the new weights and then the new memories.
 */
export type Update = (weights: Value, memories: readonly Value[], gradient: Value) => readonly Value[];

/** Declares what the optimizer is fed and gives its update, which may be written for any number of vectors. */
export function optimizerOf(graph: GraphBuilder, optimizer: Optimizer): Update {
  switch (optimizer.kind) {
    case "sgd":
      return sgd(graph, optimizer);
    case "adam":
      return adam(graph, optimizer);
  }
}

/** v ← momentum·v + g, p ← p − lr·v; without momentum v is the gradient itself. */
function sgd(graph: GraphBuilder, { learningRate, momentum }: Extract<Optimizer, { kind: "sgd" }>): Update {
  return (weights, [velocity], gradient) => {
    const next =
      velocity === undefined
        ? gradient
        : graph.op("Add", [graph.op("Mul", [velocity, graph.float32(momentum)]), gradient]);
    const change = graph.op("Mul", [next, graph.float32(learningRate)]);
    return [graph.op("Sub", [weights, change]), ...(velocity === undefined ? [] : [next])];
  };
}

/** M ← β₁M + g, V ← β₂V + g², p ← p − a·M/(√V + e): see `adamScalars` of models. */
function adam(graph: GraphBuilder, { beta1, beta2 }: Extract<Optimizer, { kind: "adam" }>): Update {
  const stepSize = graph.input("stepSize", []);
  const rootOffset = graph.input("rootOffset", []);
  return (weights, memories, gradient) => {
    const next1 = graph.op("Add", [graph.op("Mul", [valueAt(memories, 0), graph.float32(beta1)]), gradient]);
    const squares = graph.op("Mul", [gradient, gradient]);
    const next2 = graph.op("Add", [graph.op("Mul", [valueAt(memories, 1), graph.float32(beta2)]), squares]);
    const root = graph.op("Add", [graph.op("Sqrt", [next2]), rootOffset]);
    const change = graph.op("Div", [graph.op("Mul", [next1, stepSize]), root]);
    return [graph.op("Sub", [weights, change]), next1, next2];
  };
}
