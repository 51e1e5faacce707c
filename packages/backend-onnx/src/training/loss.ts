import type { Loss } from "@evenkeel/core";
import type { Value } from "../graph-builder.ts";
import type { TrainingContext } from "./context.ts";

/** The mean loss of a batch, a scalar, and its gradient by the logits, [N, classes]. `targets` are one-hot. */
export interface LossStep {
  readonly loss: Value;
  readonly gradient: Value;
}

export function emitLoss(
  context: TrainingContext,
  kind: Loss,
  logits: Value,
  targets: Value,
  classes: number,
): LossStep {
  switch (kind) {
    case "cross-entropy":
      return crossEntropy(context, logits, targets);
    case "double-softmax-cross-entropy":
      return doubleSoftmaxCrossEntropy(context, logits, targets);
    case "mean-squared-error":
      return meanSquaredError(context, logits, targets, classes);
  }
}

/** −log softmax(logits) at the label; its gradient is softmax(logits) − one-hot. */
function crossEntropy({ graph, batch }: TrainingContext, logits: Value, targets: Value): LossStep {
  const logProbabilities = graph.op("LogSoftmax", [logits], { axis: 1 });
  const sum = graph.op("ReduceSum", [graph.op("Mul", [logProbabilities, targets])], { keepdims: 0 });
  const difference = graph.op("Sub", [graph.op("Exp", [logProbabilities]), targets]);
  return {
    loss: graph.reshape(graph.op("Mul", [graph.op("Neg", [sum]), batch.inverse(1)]), []),
    gradient: graph.op("Mul", [difference, batch.inverse(1)]),
  };
}

/** Cross-entropy that takes probabilities q = softmax(logits) for logits; through q, d ← q ∘ (d − Σ d∘q). */
function doubleSoftmaxCrossEntropy(context: TrainingContext, logits: Value, targets: Value): LossStep {
  const { graph } = context;
  const probabilities = graph.op("Softmax", [logits], { axis: 1 });
  const outer = crossEntropy(context, probabilities, targets);
  const products = graph.op("Mul", [outer.gradient, probabilities]);
  const along = graph.op("ReduceSum", [products, graph.int64s([1])], { keepdims: 1 });
  const gradient = graph.op("Mul", [probabilities, graph.op("Sub", [outer.gradient, along])]);
  return { loss: outer.loss, gradient };
}

function meanSquaredError({ graph, batch }: TrainingContext, logits: Value, targets: Value, classes: number): LossStep {
  const difference = graph.op("Sub", [logits, targets]);
  const part = batch.inverse(classes);
  const sum = graph.op("ReduceSum", [graph.op("Mul", [difference, difference])], { keepdims: 0 });
  return {
    loss: graph.reshape(graph.op("Mul", [sum, part]), []),
    gradient: graph.op("Mul", [graph.op("Mul", [difference, graph.float32(2)]), part]),
  };
}
