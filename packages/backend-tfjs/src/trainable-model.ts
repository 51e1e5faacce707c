import { add, mul, type Scalar, type Tensor, tensor2d, tidy, variableGrads } from "@tensorflow/tfjs-core";
import {
  type Batch,
  DataError,
  type Layer,
  type ModelSource,
  type Timed,
  type TrainableModel,
  type TrainingRecipe,
  type Weights,
} from "@evenkeel/core";
import { forward } from "./forward.ts";
import type { TrainingPass } from "./layers.ts";
import { lossOf } from "./losses.ts";
import { TfjsModel } from "./model.ts";
import { createUpdater, type Updater } from "./optimizers.ts";
import type { TfjsRuntime } from "./runtime.ts";
import { upload } from "./weights.ts";

/** A model that trains by tfjs' autodiff; predictions use the weights as they are now. */
export class TfjsTrainableModel extends TfjsModel implements TrainableModel {
  readonly #recipe: TrainingRecipe;
  readonly #updater: Updater;

  constructor(backend: TfjsRuntime, source: ModelSource, recipe: TrainingRecipe) {
    super(backend, source);
    this.#recipe = recipe;
    this.#updater = createUpdater(recipe.optimizer, this.weights.trainable);
  }

  train(batches: readonly Batch[]): Promise<Timed<Float64Array>> {
    return this.onBackend(() => {
      for (const batch of batches) this.checkImages(batch.images);
      const start = performance.now();
      const value = Float64Array.from(batches, (batch) => this.#step(batch));
      return { value, computeMs: performance.now() - start };
    });
  }

  exportWeights(): Promise<Weights> {
    return this.onBackend(() => this.weights.read());
  }

  protected override free(): void {
    this.#updater.dispose();
    super.free();
  }

  /** One optimizer step; the loss is that before the update. */
  #step(batch: Batch): number {
    return tidy(() => {
      const { spec } = this.source;
      const images = upload(batch.images, "share");
      const labels = oneHot(batch.labels, spec.classes);
      const pass = { weight: this.weights.of, training: this.#trainingPass(batch) };
      const { value, grads } = variableGrads(
        () => lossOf(this.#recipe.loss, forward(spec, images, pass), labels) as Scalar,
        [...this.weights.trainable],
      );
      this.#updater.update(grads);
      return value.dataSync()[0] ?? Number.NaN;
    });
  }

  #trainingPass(batch: Batch): TrainingPass {
    return {
      mask: (layer) => maskOf(batch, layer),
      observe: (layer, { batchMean, batchVariance }) => {
        const { momentum } = layer;
        for (const [slot, statistic] of [
          ["movingMean", batchMean],
          ["movingVariance", batchVariance],
        ] as const) {
          const moving = this.weights.of(layer, slot);
          moving.assign(add(mul(moving, momentum), mul(statistic, 1 - momentum)));
        }
      },
    };
  }
}

function maskOf(batch: Batch, layer: Layer): Tensor {
  const mask = batch.dropoutMasks.get(layer.name);
  if (mask === undefined)
    throw new DataError("a training batch lacks its dropout mask", { where: `layer "${layer.name}"` });
  return upload(mask, "share");
}

function oneHot(labels: Int32Array, classes: number): ReturnType<typeof tensor2d> {
  const values = new Float32Array(labels.length * classes);
  for (const [index, label] of labels.entries()) values[index * classes + label] = 1;
  return tensor2d(values, [labels.length, classes]);
}
