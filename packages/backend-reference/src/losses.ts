import type { Loss } from "@evenkeel/core";
import { rowsOf, type Tensor } from "./tensor.ts";

export interface LossAndGradient {
  readonly loss: number;
  /** By the logits, [N, classes]. */
  readonly gradient: Tensor;
}

/** The loss of a batch and its gradient: see `Loss` of core for the definitions. `labels` are N class indices. */
export type LossFormula = (loss: Loss, logits: Tensor, labels: Int32Array) => LossAndGradient;

export const lossAndGradient: LossFormula = (loss, logits, labels) => {
  switch (loss) {
    case "cross-entropy":
      return crossEntropy(logits, labels);
    case "double-softmax-cross-entropy":
      return doubleSoftmaxCrossEntropy(logits, labels);
    case "mean-squared-error":
      return meanSquaredError(logits, labels);
  }
};

/** With p = softmax(z): loss = mean over samples of −ln p[label]; dz = (p − one-hot) / N */
function crossEntropy(z: Tensor, labels: Int32Array): LossAndGradient {
  const { rows } = rowsOf(z);
  const p = softmax(z);
  const target = oneHot(z, labels);
  const logSums = logSumExp(z);
  let loss = 0;
  for (const [index, one] of target.entries()) {
    if (one === 1) loss += ((logSums[index] as number) - (z.data[index] as number)) / rows;
  }
  return { loss, gradient: { shape: z.shape, data: p.map((value, i) => (value - (target[i] as number)) / rows) } };
}

/** The cross-entropy of p = softmax(z) taken for logits; back through softmax: dz = p · (dp − Σ dp·p) */
function doubleSoftmaxCrossEntropy(z: Tensor, labels: Int32Array): LossAndGradient {
  const { channels: classes } = rowsOf(z);
  const p: Tensor = { shape: z.shape, data: softmax(z) };
  const { loss, gradient: byP } = crossEntropy(p, labels);
  const products = p.data.map((value, index) => value * (byP.data[index] as number));
  const data = p.data.map((value, index) => {
    const start = index - (index % classes);
    const dot = products.subarray(start, start + classes).reduce((sum, product) => sum + product, 0);
    return value * ((byP.data[index] as number) - dot);
  });
  return { loss, gradient: { shape: z.shape, data } };
}

/** loss = mean over samples and classes of (z − one-hot)²; dz = 2 (z − one-hot) / (N · classes) */
function meanSquaredError(z: Tensor, labels: Int32Array): LossAndGradient {
  const target = oneHot(z, labels);
  const errors = z.data.map((value, index) => value - (target[index] as number));
  const loss = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
  return { loss, gradient: { shape: z.shape, data: errors.map((error) => (2 * error) / errors.length) } };
}

function softmax(z: Tensor): Float64Array {
  const logSums = logSumExp(z);
  return z.data.map((value, index) => Math.exp(value - (logSums[index] as number)));
}

/** ln Σ exp(z) of each row, repeated for each of its entries; the row's maximum is taken out, so that nothing overflows. */
function logSumExp(z: Tensor): Float64Array {
  const { channels: classes } = rowsOf(z);
  const result = new Float64Array(z.data.length);
  for (let start = 0; start < result.length; start += classes) {
    const row = z.data.subarray(start, start + classes);
    const max = Math.max(...row);
    const sum = row.reduce((total, value) => total + Math.exp(value - max), 0);
    result.fill(max + Math.log(sum), start, start + classes);
  }
  return result;
}

/** 1 at each sample's label, else 0, as long as the logits. */
function oneHot(z: Tensor, labels: Int32Array): Float64Array {
  const { channels: classes } = rowsOf(z);
  const target = new Float64Array(z.data.length);
  for (const [n, label] of labels.entries()) target[n * classes + label] = 1;
  return target;
}
