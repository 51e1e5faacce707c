import {
  customGrad,
  logSoftmax,
  mean,
  mul,
  neg,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { Loss } from "@evenkeel/core";
import type { Save } from "./batch-norm.ts";

/** A loss of logits and one-hot labels, both [N, classes], and its derivative by the logits. */
type LossFunction = (logits: Tensor2D, labels: Tensor2D) => { readonly value: Tensor; readonly gradient: Tensor };

const losses: Readonly<Record<Loss, LossFunction>> = {
  "cross-entropy": (logits, labels) => crossEntropy(logits, labels),
  "double-softmax-cross-entropy": (logits, labels) => {
    const probabilities = softmax(logits);
    const { value, gradient } = crossEntropy(probabilities, labels);
    const weighted = mul(gradient, probabilities);
    return { value, gradient: sub(weighted, mul(probabilities, sum(weighted, -1, true))) };
  },
  "mean-squared-error": (logits, labels) => {
    const difference = sub(logits, labels);
    return { value: mean(square(difference)), gradient: mul(difference, 2 / logits.size) };
  },
};

/** The recipe's loss as an op that tfjs' autodiff can go through. */
export function lossOf(kind: Loss, logits: Tensor2D, labels: Tensor2D): Tensor {
  const loss = customGrad((...args) => {
    const [x, save] = args as unknown as [Tensor2D, Save];
    const { value, gradient } = losses[kind](x, labels);
    save([gradient]);
    return { value, gradFunc: (dy: Tensor, [saved]: Tensor[]) => mul(dy, saved as Tensor) };
  });
  return loss(logits);
}

function crossEntropy(logits: Tensor2D, labels: Tensor2D): { readonly value: Tensor; readonly gradient: Tensor } {
  const logProbabilities = logSoftmax(logits);
  const [count] = logits.shape;
  return {
    value: mul(sum(mul(labels, neg(logProbabilities))), 1 / count),
    gradient: mul(sub(softmax(logits), labels), 1 / count),
  };
}
