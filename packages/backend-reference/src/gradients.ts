import { elementCount, type Batch, type HostTensor, type Loss, type ModelSpec, type Weights } from "@evenkeel/core";
import { weightSlots } from "@evenkeel/models";
import { formulas as correct, type Formulas } from "./formulas.ts";
import { backwardPass, forwardPass, movedStatistics, type Values } from "./network.ts";
import { fromHost, type Tensor } from "./tensor.ts";

export interface ReferenceGradients {
  readonly loss: number;
  /** By slot name, one for each trainable slot. */
  readonly gradients: Values;
  /** In training mode, [N, classes]. */
  readonly logits: Tensor;
  /** What training makes of the slots without a gradient, by slot name. */
  readonly statistics: Values;
}

/** Loss, gradients, logits and new statistics of one training batch, before any update. All in float64. */
export function referenceGradients(spec: ModelSpec, weights: Weights, batch: Batch, loss: Loss): ReferenceGradients {
  return trainingPass(correct, spec, inFloat64(weights), batch, loss);
}

export function trainingPass(
  { layers, loss: lossOf }: Formulas,
  spec: ModelSpec,
  weights: Values,
  batch: Batch,
  loss: Loss,
): ReferenceGradients {
  const options = { training: true, masks: inFloat64(batch.dropoutMasks) };
  const pass = forwardPass(layers, spec, weights, fromHost(batch.images), options);
  const { loss: value, gradient } = lossOf(loss, pass.logits, batch.labels);
  const computed = backwardPass(layers, spec, pass, gradient);
  const trainable = weightSlots(spec).filter((slot) => slot.trainable);
  const gradients = new Map(
    trainable.map(({ name, shape }) => [name, computed.get(name) ?? new Float64Array(elementCount(shape))]),
  );
  return { loss: value, gradients, logits: pass.logits, statistics: movedStatistics(layers, spec, pass) };
}

/** The values of named float32 tensors, exactly. */
export function inFloat64(tensors: ReadonlyMap<string, HostTensor>): Map<string, Float64Array> {
  return new Map([...tensors].map(([name, tensor]) => [name, fromHost(tensor).data]));
}
