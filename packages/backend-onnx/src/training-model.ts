import type {
  Batch,
  HostTensor,
  MemoryReport,
  ModelSpec,
  RuntimeInfo,
  Timed,
  TrainableModel,
  TrainingRecipe,
  Weights,
} from "@evenkeel/core";
import { BackendError } from "@evenkeel/core";
import { checkWeights } from "@evenkeel/models";
import type { InferenceSession, Tensor } from "onnxruntime-common";
import { InferenceModel } from "./inference-model.ts";
import type { OnnxRuntime } from "./session.ts";
import { float32Data, float32Tensor } from "./session.ts";
import { TrainingState } from "./training-state.ts";
import { imagesInput, maskInput } from "./training/context.ts";
import { optimizerScalars } from "./training/optimizer.ts";
import { lossOutput, targetsInput, trainingGraph } from "./training/training-graph.ts";

/** A model that trains by running the graph of one step over and over. */
export class TrainingModel implements TrainableModel {
  readonly runtime: RuntimeInfo;
  readonly #runtime: OnnxRuntime;
  readonly #spec: ModelSpec;
  readonly #recipe: TrainingRecipe;
  readonly #state: TrainingState;
  #session: InferenceSession | null;
  #step = 0;
  /** Predicts with the weights as they are now; made when first asked for and dropped when training goes on. */
  #predictor: InferenceModel | null = null;

  private constructor(
    runtime: OnnxRuntime,
    spec: ModelSpec,
    recipe: TrainingRecipe,
    session: InferenceSession,
    state: TrainingState,
  ) {
    this.runtime = runtime.info;
    this.#runtime = runtime;
    this.#spec = spec;
    this.#recipe = recipe;
    this.#session = session;
    this.#state = state;
  }

  static async create(
    runtime: OnnxRuntime,
    spec: ModelSpec,
    weights: Weights,
    recipe: TrainingRecipe,
  ): Promise<TrainingModel> {
    checkWeights(spec, weights, spec.name);
    const { model, states } = trainingGraph(spec, recipe);
    const session = await runtime.createSession(model);
    return new TrainingModel(runtime, spec, recipe, session, new TrainingState(runtime, spec, states, weights));
  }

  async train(batches: readonly Batch[]): Promise<Timed<Float64Array>> {
    const session = this.#open();
    await this.#dropPredictor();
    const losses = new Float64Array(batches.length);
    const startMs = performance.now();
    for (const [at, batch] of batches.entries()) {
      this.#step += 1;
      const feeds = { ...this.#state.feeds(), ...this.#batchFeeds(batch) };
      const outputs = await session.run(feeds, { [lossOutput]: null, ...this.#state.fetches() });
      this.#state.advance(outputs);
      losses[at] = float32Data(outputs, lossOutput)[0] ?? Number.NaN;
    }
    return { value: losses, computeMs: performance.now() - startMs };
  }

  async predict(images: HostTensor): Promise<Timed<HostTensor>> {
    this.#open();
    this.#predictor ??= await InferenceModel.create(this.#runtime, this.#spec, this.#state.weights());
    return this.#predictor.predict(images);
  }

  exportWeights(): Promise<Weights> {
    this.#open();
    return Promise.resolve(this.#state.weights());
  }

  memory(): Promise<MemoryReport> {
    return Promise.resolve(this.#runtime.memory());
  }

  async dispose(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await this.#dropPredictor();
    await session?.release();
  }

  #open(): InferenceSession {
    if (this.#session === null) throw new BackendError("the model was used after dispose");
    return this.#session;
  }

  async #dropPredictor(): Promise<void> {
    const predictor = this.#predictor;
    this.#predictor = null;
    await predictor?.dispose();
  }

  #batchFeeds({ images, labels, dropoutMasks }: Batch): Record<string, Tensor> {
    const tensor = (data: Float32Array, shape: readonly number[]): Tensor => float32Tensor(this.#runtime, data, shape);
    const feeds: Record<string, Tensor> = {
      [imagesInput]: tensor(images.data, images.shape),
      [targetsInput]: tensor(oneHot(labels, this.#spec.classes), [labels.length, this.#spec.classes]),
    };
    for (const layer of this.#spec.layers) {
      if (layer.kind !== "dropout") continue;
      const mask = dropoutMasks.get(layer.name);
      if (mask === undefined)
        throw new BackendError("the batch has no mask for a dropout layer", { where: layer.name });
      feeds[maskInput(layer.name)] = tensor(mask.data, mask.shape);
    }
    for (const [name, value] of Object.entries(optimizerScalars(this.#recipe.optimizer, this.#step))) {
      feeds[name] = tensor(Float32Array.of(value), []);
    }
    return feeds;
  }
}

/** [labels, classes], 1 at each label. */
function oneHot(labels: Int32Array, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  for (const [at, label] of labels.entries()) targets[at * classes + label] = 1;
  return targets;
}
