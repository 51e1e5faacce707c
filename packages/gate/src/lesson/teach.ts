import {
  UnsupportedError,
  type Backend,
  type Batch,
  type HostTensor,
  type LoadOptions,
  type Model,
  type ModelSource,
  type SpecSource,
  type TrainableModel,
  type TrainingRecipe,
  type Weights,
} from "@evenkeel/core";

/** A short training. */
export interface Lesson {
  readonly source: SpecSource;
  readonly recipe: TrainingRecipe;
  /** The batches of each call of `train`. */
  readonly calls: readonly (readonly Batch[])[];
  /** Batches that the model is asked about before and after. */
  readonly questions: readonly HostTensor[];
  /** The calls, from 1 on, after which it predicts and exports, too, as a training does after each epoch. */
  readonly looksAfter?: readonly number[];
}

/** What a model holds and predicts at one moment. */
export interface Look {
  /** The calls that lie behind it. */
  readonly calls: number;
  readonly weights: Weights;
  /** One tensor a question. */
  readonly logits: readonly HostTensor[];
}

/** What a training leaves to be compared. */
export interface Outcome {
  /** One tensor a question. */
  readonly logitsBefore: readonly HostTensor[];
  /** One a step. */
  readonly losses: Float64Array;
  readonly weights: Weights;
  readonly logitsAfter: readonly HostTensor[];
  /** After the calls that the lesson names, but the last. */
  readonly between: readonly Look[];
}

/** Trains on a backend: predict, all `train` calls (predict and export after some of them), export, predict. */
export async function teach(backend: Backend, lesson: Lesson, options: LoadOptions): Promise<Outcome> {
  return using(loadTrainable(backend, lesson.source, options, lesson.recipe), async (model) => {
    const logitsBefore = await predictAll(model, lesson.questions);
    const losses: number[] = [];
    const between: Look[] = [];
    for (const [index, batches] of lesson.calls.entries()) {
      losses.push(...(await model.train(batches)).value);
      const calls = index + 1;
      if (lesson.looksAfter?.includes(calls) !== true || calls === lesson.calls.length) continue;
      const logits = await predictAll(model, lesson.questions);
      between.push({ calls, weights: await model.exportWeights(), logits });
    }
    const weights = await model.exportWeights();
    const logitsAfter = await predictAll(model, lesson.questions);
    return { logitsBefore, losses: Float64Array.from(losses), weights, logitsAfter, between };
  });
}

/** The logits of each batch, all from the same model object. */
export async function predictAll(model: Model, batches: readonly HostTensor[]): Promise<HostTensor[]> {
  const logits: HostTensor[] = [];
  for (const images of batches) logits.push((await model.predict(images)).value);
  return logits;
}

/** Throws `UnsupportedError` for a backend that only predicts. */
export async function loadTrainable(
  backend: Backend,
  source: ModelSource,
  options: LoadOptions,
  recipe: TrainingRecipe,
): Promise<TrainableModel> {
  if (backend.loadTrainable === undefined) throw new UnsupportedError("it cannot train", { where: backend.id });
  return backend.loadTrainable(source, options, recipe);
}

/** Uses a model and disposes of it, whatever happens. */
export async function using<M extends Model, T>(loading: Promise<M>, use: (model: M) => Promise<T>): Promise<T> {
  const model = await loading;
  try {
    return await use(model);
  } finally {
    await model.dispose();
  }
}
