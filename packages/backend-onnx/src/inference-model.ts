import type { HostTensor, MemoryReport, Model, ModelSpec, RuntimeInfo, Timed, Weights } from "@evenkeel/core";
import { BackendError, hostTensor } from "@evenkeel/core";
import { predictionByHand } from "./by-hand.ts";
import { imagesInput, inferenceGraph, logitsOutput } from "./inference/inference-graph.ts";
import type { OnnxRuntime, Session } from "./session.ts";
import { float32Data, float32Tensor, runSession } from "./session.ts";

/** A model that predicts, with its weights compiled into the graph. */
export class InferenceModel implements Model {
  readonly runtime: RuntimeInfo;
  readonly outputs = "logits";
  readonly #runtime: OnnxRuntime;
  readonly #classes: number;
  #session: Session | null;

  private constructor(runtime: OnnxRuntime, session: Session, classes: number) {
    this.runtime = runtime.info;
    this.#runtime = runtime;
    this.#session = session;
    this.#classes = classes;
  }

  static async create(runtime: OnnxRuntime, spec: ModelSpec, weights: Weights): Promise<InferenceModel> {
    const session = await runtime.createSession(inferenceGraph(spec, weights));
    return new InferenceModel(runtime, session, spec.classes);
  }

  async predict(images: HostTensor): Promise<Timed<HostTensor>> {
    const session = this.#open();
    const startMs = performance.now();
    const feeds = { [imagesInput]: float32Tensor(this.#runtime, images.data, images.shape) };
    const outputs = await runSession(session, feeds);
    const computeMs = performance.now() - startMs;
    const [count = 0] = images.shape;
    return { value: hostTensor([count, this.#classes], float32Data(outputs, logitsOutput)), computeMs };
  }

  /** A call of the library alone, to measure what `predict` adds to it. */
  byHand(images: HostTensor): () => Promise<unknown> {
    return predictionByHand(this.#runtime, this.#open(), images);
  }

  memory(): Promise<MemoryReport> {
    return Promise.resolve(this.#runtime.memory());
  }

  async dispose(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.release();
  }

  #open(): Session {
    if (this.#session === null) throw new BackendError("predict was called after dispose");
    return this.#session;
  }
}
