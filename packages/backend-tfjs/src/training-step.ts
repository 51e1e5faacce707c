import { add, mul, type Scalar, type Tensor, tensor2d, tidy, variableGrads } from "@tensorflow/tfjs-core";
import { type Batch, DataError, type Layer, type ModelSpec, type TrainingRecipe } from "@evenkeel/core";
import { learningRateOf } from "@evenkeel/models";
import { forward } from "./forward.ts";
import type { TrainingPass } from "./layers.ts";
import { lossOf } from "./losses.ts";
import type { Updater } from "./optimizers.ts";
import { upload, type VariableWeights } from "./weights.ts";

/** What one step changes. */
export interface Learner {
  readonly spec: ModelSpec;
  readonly recipe: TrainingRecipe;
  readonly weights: VariableWeights;
  readonly updater: Updater;
}

/**
 * One optimizer step by tfjs' autodiff; gives the loss before the update, a tensor on the device. `targets` is [N,
 * classes], 1 at each label.
 */
export function trainingStep(learner: Learner, batch: Batch, targets: Float32Array): Scalar {
  return tidy(() => {
    const { spec, recipe, weights, updater } = learner;
    const images = upload(batch.images, "share");
    const labels = tensor2d(targets, [batch.labels.length, spec.classes]);
    const pass = { weight: weights.of, training: trainingPass(weights, batch) };
    const { value, grads } = variableGrads(
      () => lossOf(recipe.loss, forward(spec, images, pass), labels) as Scalar,
      [...weights.trainable],
    );
    updater.update(grads, learningRateOf(recipe, batch));
    return value;
  });
}

/** Class indices as rows with a 1 at each label. */
export function oneHot(labels: Int32Array, classes: number): Float32Array {
  const values = new Float32Array(labels.length * classes);
  for (const [index, label] of labels.entries()) values[index * classes + label] = 1;
  return values;
}

function trainingPass(weights: VariableWeights, batch: Batch): TrainingPass {
  return {
    mask: (layer) => maskOf(batch, layer),
    observe: (layer, { batchMean, batchVariance }) => {
      const { momentum } = layer;
      for (const [slot, statistic] of [
        ["movingMean", batchMean],
        ["movingVariance", batchVariance],
      ] as const) {
        const moving = weights.of(layer, slot);
        moving.assign(add(mul(moving, momentum), mul(statistic, 1 - momentum)));
      }
    },
  };
}

function maskOf(batch: Batch, layer: Layer): Tensor {
  const mask = batch.dropoutMasks.get(layer.name);
  if (mask === undefined)
    throw new DataError("a training batch lacks its dropout mask", { where: `layer "${layer.name}"` });
  return upload(mask, "share");
}
