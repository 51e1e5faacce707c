import type { Loss } from "@evenkeel/core";
import { at, channelsOf, map, tensor, type Tensor } from "./tensor.ts";

export interface LossAndGradient {
  readonly loss: number;
  /** By the logits, [N, classes]. */
  readonly gradient: Tensor;
}

/** The loss of a batch and its gradient: see `Loss` of core for the definitions. `labels` are N class indices. */
export type LossFormula = (loss: Loss, logits: Tensor, labels: Int32Array) => LossAndGradient;

export const lossAndGradient: LossFormula = (loss, logits, labels) => {
  const target = oneHot(logits, labels);
  switch (loss) {
    case "cross-entropy":
      return crossEntropy(logits, target);
    case "double-softmax-cross-entropy":
      return doubleSoftmaxCrossEntropy(logits, target);
    case "mean-squared-error":
      return meanSquaredError(logits, target);
  }
};

/** With p = softmax(z): loss = mean over samples of −ln p[label]; dz = (p − target) / N. */
function crossEntropy(z: Tensor, target: Tensor): LossAndGradient {
  const [count = 0] = z.shape;
  const logP = logSoftmax(z);
  return {
    loss: -total(map(logP, (value, i) => at(target.data, i) * value)) / count,
    gradient: map(logP, (value, i) => (Math.exp(value) - at(target.data, i)) / count),
  };
}

/** Cross-entropy of p = softmax(z), as if p were logits; through softmax: dz = p · (dp − Σ over classes of dp·p). */
function doubleSoftmaxCrossEntropy(z: Tensor, target: Tensor): LossAndGradient {
  const classes = channelsOf(z);
  const p = map(logSoftmax(z), Math.exp);
  const { loss, gradient: byP } = crossEntropy(p, target);
  const products = map(p, (value, i) => value * at(byP.data, i));
  const gradient = map(p, (value, i) => {
    const start = i - (i % classes);
    const dot = total(tensor([classes], products.data.subarray(start, start + classes)));
    return value * (at(byP.data, i) - dot);
  });
  return { loss, gradient };
}

/** loss = mean over samples and classes of (z − target)²; dz = 2 (z − target) / (N · classes). */
function meanSquaredError(z: Tensor, target: Tensor): LossAndGradient {
  const errors = map(z, (value, i) => value - at(target.data, i));
  const count = errors.data.length;
  return {
    loss: total(map(errors, (error) => error ** 2)) / count,
    gradient: map(errors, (error) => (2 * error) / count),
  };
}

/** ln softmax(z) of each row: z − max − ln Σ exp(z − max), so that nothing overflows. */
function logSoftmax(z: Tensor): Tensor {
  const classes = channelsOf(z);
  const result = tensor(z.shape);
  for (let start = 0; start < z.data.length; start += classes) {
    const row = z.data.subarray(start, start + classes);
    const max = Math.max(...row);
    const logSum = max + Math.log(row.reduce((sum, value) => sum + Math.exp(value - max), 0));
    for (const [c, value] of row.entries()) result.data[start + c] = value - logSum;
  }
  return result;
}

/** 1 at each sample's label, else 0. */
function oneHot(logits: Tensor, labels: Int32Array): Tensor {
  const target = tensor(logits.shape);
  for (const [n, label] of labels.entries()) target.data[n * channelsOf(logits) + label] = 1;
  return target;
}

function total({ data }: Tensor): number {
  return data.reduce((sum, value) => sum + value, 0);
}
