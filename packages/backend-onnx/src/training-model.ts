import type {
  Batch,
  CallsByHand,
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
import { stepsByHand } from "./by-hand.ts";
import { InferenceModel } from "./inference-model.ts";
import type { OnnxRuntime, Session } from "./session.ts";
import { float32Data, float32Tensor, runSession } from "./session.ts";
import { runsOf, TrainingFeeds } from "./training-feeds.ts";
import { TrainingState } from "./training-state.ts";
import { fromEveryStep } from "./training/repeated-step.ts";
import type { Choices } from "./training/choices.ts";
import { cachedTrainingGraph } from "./training/graph-cache.ts";
import { lossOutput } from "./training/training-graph.ts";

interface TrainingParts {
  readonly runtime: OnnxRuntime;
  readonly spec: ModelSpec;
  readonly recipe: TrainingRecipe;
  readonly state: TrainingState;
}

/** A model that trains: its session runs the training graph, many steps at a time. */
export class TrainingModel implements TrainableModel {
  readonly runtime: RuntimeInfo;
  readonly outputs = "logits";
  readonly #parts: TrainingParts;
  readonly #feeds: TrainingFeeds;
  #session: Session | null;
  #steps = 0;
  /** Predicts with the weights as they are now; made when first asked for and dropped when training goes on. */
  #predictor: InferenceModel | null = null;

  private constructor(parts: TrainingParts, session: Session) {
    this.runtime = parts.runtime.info;
    this.#parts = parts;
    this.#feeds = new TrainingFeeds(parts.spec, parts.recipe);
    this.#session = session;
  }

  static async create(
    runtime: OnnxRuntime,
    spec: ModelSpec,
    weights: Weights,
    recipe: TrainingRecipe,
    choices: Choices,
  ): Promise<TrainingModel> {
    checkWeights(spec, weights, spec.name);
    const session = await runtime.createSession(cachedTrainingGraph(spec, recipe, choices));
    const state = new TrainingState(runtime, spec, recipe.optimizer, weights);
    return new TrainingModel({ runtime, spec, recipe, state }, session);
  }

  async train(batches: readonly Batch[]): Promise<Timed<Float64Array>> {
    const session = this.#open();
    if (this.#predictor !== null) await this.#dropPredictor();
    const startMs = performance.now();
    const losses = new Float64Array(batches.length);
    let done = 0;
    for (const run of runsOf(batches)) {
      losses.set(await this.#run(session, run), done);
      done += run.length;
    }
    return { value: losses, computeMs: performance.now() - startMs };
  }

  async predict(images: HostTensor): Promise<Timed<HostTensor>> {
    this.#open();
    const predictor = this.#predictor ?? (await this.#makePredictor());
    return predictor.predict(images);
  }

  async byHand(): Promise<CallsByHand> {
    const session = this.#open();
    const { runtime, spec, recipe, state } = this.#parts;
    const predictor = this.#predictor ?? (await this.#makePredictor());
    return {
      predicting: (images) => predictor.byHand(images),
      training: (batch) =>
        stepsByHand(runtime, session, { state, feeds: new TrainingFeeds(spec, recipe).of([batch], this.#steps + 1) }),
    };
  }

  async exportWeights(): Promise<Weights> {
    this.#open();
    return this.#parts.state.weights();
  }

  memory(): Promise<MemoryReport> {
    return Promise.resolve(this.#parts.runtime.memory());
  }

  async dispose(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await this.#dropPredictor();
    this.#parts.state.dispose();
    await session?.release();
  }

  async #run(session: Session, batches: readonly Batch[]): Promise<Float32Array> {
    const { runtime, state } = this.#parts;
    const feeds = state.feeds();
    for (const [name, { data, shape }] of this.#feeds.of(batches, this.#steps + 1)) {
      feeds[name] = float32Tensor(runtime, data, shape);
    }
    const outputs = await runSession(session, feeds);
    state.advance(outputs);
    this.#steps += batches.length;
    return float32Data(outputs, fromEveryStep(lossOutput));
  }

  #open(): Session {
    if (this.#session === null) throw new BackendError("the model was used after dispose");
    return this.#session;
  }

  async #makePredictor(): Promise<InferenceModel> {
    const { runtime, spec, state } = this.#parts;
    return (this.#predictor = await InferenceModel.create(runtime, spec, await state.weights()));
  }

  async #dropPredictor(): Promise<void> {
    const predictor = this.#predictor;
    this.#predictor = null;
    await predictor?.dispose();
  }
}
