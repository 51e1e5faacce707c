import { type Scalar, tidy } from "@tensorflow/tfjs-core";
import type { Batch, CallsByHand, SpecSource, Timed, TrainableModel, TrainingRecipe, Weights } from "@evenkeel/core";
import { forward } from "./forward.ts";
import { TfjsModel } from "./model.ts";
import { createUpdater } from "./optimizers.ts";
import type { TfjsRuntime } from "./runtime.ts";
import { type Learner, oneHot, trainingStep } from "./training-step.ts";
import { upload } from "./weights.ts";

/** A model that trains by tfjs' autodiff; predictions use the weights as they are now. */
export class TfjsTrainableModel extends TfjsModel implements TrainableModel {
  readonly #learner: Learner;

  constructor(backend: TfjsRuntime, source: SpecSource, recipe: TrainingRecipe) {
    super(backend, source);
    const { weights } = this;
    this.#learner = { spec: source.spec, recipe, weights, updater: createUpdater(recipe.optimizer, weights.trainable) };
  }

  train(batches: readonly Batch[]): Promise<Timed<Float64Array>> {
    return this.onBackend(async () => {
      for (const batch of batches) this.checkImages(batch.images);
      const start = performance.now();
      const { classes } = this.source.spec;
      const losses = batches.map((batch) => trainingStep(this.#learner, batch, oneHot(batch.labels, classes)));
      const value = Float64Array.from(await Promise.all(losses.map(takeLoss)));
      return { value, computeMs: performance.now() - start };
    });
  }

  exportWeights(): Promise<Weights> {
    return this.onBackend(() => this.weights.read());
  }

  /** tfjs' operations one after another, their values read with `data`: no checks and no waiting for a turn. */
  byHand(): Promise<CallsByHand> {
    const { spec } = this.source;
    const pass = { weight: this.weights.of, training: null };
    return this.onBackend(() => ({
      predicting: (images) => async () => {
        const logits = tidy(() => forward(spec, upload(images, "share"), pass));
        const values = await logits.data();
        logits.dispose();
        return values;
      },
      training: (batch) => {
        const targets = oneHot(batch.labels, spec.classes);
        return () => takeLoss(trainingStep(this.#learner, batch, targets));
      },
    }));
  }

  protected override free(): void {
    this.#learner.updater.dispose();
    super.free();
  }
}

/** Reads a loss, which is freed. */
async function takeLoss(loss: Scalar): Promise<number> {
  const [value = Number.NaN] = await loss.data();
  loss.dispose();
  return value;
}
