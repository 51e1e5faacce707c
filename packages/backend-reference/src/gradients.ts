import type { Batch, HostTensor, Loss, ModelSpec, Weights } from "@evenkeel/core";
import { weightSlots } from "@evenkeel/models";
import { formulas as correct, type Formulas } from "./formulas.ts";
import { backwardPass, forwardPass, replacedWeights, type Tensors } from "./network.ts";
import { fromHost, tensor, type Tensor } from "./tensor.ts";

/** What one training batch gives before any update, in float64; values by slot name. */
export interface ReferenceGradients {
  /** Mean over the batch. */
  readonly loss: number;
  /** One for each trainable slot. */
  readonly gradients: ReadonlyMap<string, Float64Array>;
  /** [N, classes] of the training forward pass: batch statistics, dropout masks applied. */
  readonly logits: Float64Array;
  /** The moving statistics as they are after the step. */
  readonly replaced: ReadonlyMap<string, Float64Array>;
}

/** The true loss, gradients, logits and statistics of one batch. */
export function referenceGradients(spec: ModelSpec, weights: Weights, batch: Batch, loss: Loss): ReferenceGradients {
  return trainingPass(correct, spec, inFloat64(weights), batch, loss);
}

export function trainingPass(
  formulas: Formulas,
  spec: ModelSpec,
  weights: Tensors,
  batch: Batch,
  loss: Loss,
): ReferenceGradients {
  const pass = forwardPass(formulas.layers, spec, weights, fromHost(batch.images), batch.dropoutMasks);
  const { loss: value, gradient } = formulas.loss(loss, pass.logits, batch.labels);
  const computed = backwardPass(spec, pass, gradient);
  const gradients = weightSlots(spec)
    .filter(({ trainable }) => trainable)
    .map(({ name, shape }): [string, Float64Array] => [name, (computed.get(name) ?? tensor(shape)).data]);
  return { loss: value, gradients: new Map(gradients), logits: pass.logits.data, replaced: replacedWeights(pass) };
}

/** The same values, by name. */
export function inFloat64(weights: ReadonlyMap<string, HostTensor>): Map<string, Tensor> {
  return new Map([...weights].map(([name, values]) => [name, fromHost(values)]));
}
