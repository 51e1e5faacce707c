import { BackendError } from "@evenkeel/core";
import type { InferenceSession, TensorConstructor, Tensor } from "onnxruntime-common";
import type { OnnxGraph } from "../onnx/model.ts";
import type { Session } from "../session.ts";
import { float32Data } from "../session.ts";
import { forWebgpu } from "./for-webgpu.ts";

type Create = (graph: OnnxGraph) => Promise<Session>;
type Values = InferenceSession.OnnxValueMapType;

/**
 * Runs the steps of a graph that is one Scan (`repeated-step.ts`) one after another: the WebGPU provider has no kernel
 * for Scan. Each number of images in a batch gets a session of its own, compiled when it is first seen.
 */
export class StepSession implements Session {
  readonly #graph: OnnxGraph;
  readonly #step: OnnxGraph;
  readonly #Tensor: TensorConstructor;
  readonly #create: Create;
  readonly #sessions = new Map<number, Session>();

  constructor(graph: OnnxGraph, step: OnnxGraph, Tensor: TensorConstructor, create: Create) {
    this.#graph = graph;
    this.#step = step;
    this.#Tensor = Tensor;
    this.#create = create;
  }

  /** A session of the graph itself where it is no Scan. */
  static open(graph: OnnxGraph, Tensor: TensorConstructor, create: Create): Promise<Session> {
    const body = graph.nodes[0]?.attributes["body"];
    if (graph.nodes[0]?.type !== "Scan" || typeof body !== "object" || !("graph" in body)) return create(graph);
    return Promise.resolve(new StepSession(graph, body.graph, Tensor, create));
  }

  async run(feeds: InferenceSession.FeedsType): Promise<Values> {
    const states = this.#graph.outputs.length - 1;
    const stateInputs = this.#graph.inputs.slice(0, states);
    const others = this.#graph.inputs.slice(states);
    const [steps = 0, images = 0] = tensorOf(feeds, others[0]?.name ?? "").dims;
    const session = await this.#sessionFor(images);
    const current: Record<string, Tensor> = {};
    for (const [at, { name }] of stateInputs.entries()) {
      current[this.#step.inputs[at]?.name ?? ""] = tensorOf(feeds, name);
    }
    const results = new Float32Array(steps);
    let last: Values = {};
    for (let step = 0; step < steps; step += 1) {
      for (const [at, { name }] of others.entries()) {
        current[this.#step.inputs[states + at]?.name ?? ""] = this.#slice(tensorOf(feeds, name), step);
      }
      last = await session.run(current);
      for (let at = 0; at < states; at += 1) {
        current[this.#step.inputs[at]?.name ?? ""] = tensorOf(last, this.#step.outputs[at]?.name ?? "");
      }
      results[step] = float32Data(last, this.#step.outputs[states]?.name ?? "")[0] ?? Number.NaN;
    }
    return this.#outputs(last, states, results);
  }

  async release(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) await session.release();
  }

  #outputs(last: Values, states: number, results: Float32Array): Values {
    const outputs: Record<string, Tensor> = {};
    for (const [at, { name }] of this.#graph.outputs.entries()) {
      outputs[name] =
        at < states
          ? tensorOf(last, this.#step.outputs[at]?.name ?? "")
          : new this.#Tensor("float32", results, [results.length]);
    }
    return outputs;
  }

  async #sessionFor(images: number): Promise<Session> {
    const session = this.#sessions.get(images) ?? (await this.#create(forWebgpu(this.#step, images)));
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
  const tensor = values[name];
  if (tensor === undefined) throw new BackendError("a tensor is missing", { where: name });
  return tensor;
}
