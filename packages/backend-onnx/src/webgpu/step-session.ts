import { BackendError } from "@evenkeel/core";
import type { InferenceSession, TensorConstructor, Tensor } from "onnxruntime-common";
import type { OnnxGraph } from "../onnx/model.ts";
import type { Session } from "../session.ts";
import { float32Data } from "../session.ts";
import { createDeviceSession, withDownload } from "./device.ts";
import { forWebgpu, withBatchOf } from "./for-webgpu.ts";

type Values = InferenceSession.OnnxValueMapType;

/**
 * Runs the steps of a graph that is one Scan (`repeated-step.ts`) one after another: the WebGPU provider has no kernel
 * for Scan. The states stay on the device from step to step and from run to run. Each number of images in a batch gets
 * a session of its own, compiled when it is first seen.
 */
export class StepSession implements Session {
  readonly #graph: OnnxGraph;
  readonly #step: OnnxGraph;
  readonly #Tensor: TensorConstructor;
  readonly #sessions = new Map<number, Session>();

  constructor(graph: OnnxGraph, step: OnnxGraph, Tensor: TensorConstructor) {
    this.#graph = graph;
    this.#step = step;
    this.#Tensor = Tensor;
  }

  /** A session of the graph itself where it is no Scan. */
  static open(graph: OnnxGraph, Tensor: TensorConstructor): Promise<Session> {
    const body = graph.nodes[0]?.attributes["body"];
    if (graph.nodes[0]?.type !== "Scan" || typeof body !== "object" || !("graph" in body)) {
      return createDeviceSession(forWebgpu(graph));
    }
    return Promise.resolve(new StepSession(graph, forWebgpu(body.graph), Tensor));
  }

  async run(feeds: InferenceSession.FeedsType): Promise<Values> {
    const states = this.#graph.outputs.length - 1;
    const others = this.#graph.inputs.slice(states);
    const [steps = 0, images = 0] = tensorOf(feeds, others[0]?.name ?? "").dims;
    const session = await this.#sessionFor(images);
    let state = this.#graph.inputs.slice(0, states).map(({ name }) => tensorOf(feeds, name));
    const results = new Float32Array(steps);
    for (let step = 0; step < steps; step += 1) {
      const inputs = [...state, ...others.map(({ name }) => this.#slice(tensorOf(feeds, name), step))];
      const outputs = await session.run(
        Object.fromEntries(inputs.map((tensor, at) => [this.#step.inputs[at]?.name ?? "", tensor])),
      );
      // The first states are the caller's.
      if (step > 0) for (const used of state) used.dispose();
      state = this.#step.outputs.slice(0, states).map(({ name }) => tensorOf(outputs, name));
      results[step] = float32Data(outputs, this.#step.outputs[states]?.name ?? "")[0] ?? Number.NaN;
    }
    const last = [...state.map(withDownload), new this.#Tensor("float32", results, [steps])];
    return Object.fromEntries(this.#graph.outputs.map(({ name }, at) => [name, last[at] ?? missing(name)]));
  }

  async release(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) await session.release();
  }

  async #sessionFor(images: number): Promise<Session> {
    const kept = this.#step.outputs.slice(0, -1).map(({ name }) => name);
    const session = this.#sessions.get(images) ?? (await createDeviceSession(withBatchOf(this.#step, images), kept));
    this.#sessions.set(images, session);
    return session;
  }

  #slice(tensor: Tensor, step: number): Tensor {
    const [, ...dims] = tensor.dims;
    const size = dims.reduce((product, dim) => product * dim, 1);
    if (!(tensor.data instanceof Float32Array)) throw new BackendError("a training input is not float32");
    return new this.#Tensor("float32", tensor.data.subarray(step * size, (step + 1) * size), dims);
  }
}

function tensorOf(values: Values, name: string): Tensor {
  return values[name] ?? missing(name);
}

function missing(name: string): never {
  throw new BackendError("a tensor is missing", { where: name });
}
