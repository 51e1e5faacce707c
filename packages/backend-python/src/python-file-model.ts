import {
  BackendError,
  hostTensor,
  type HostTensor,
  type MemoryReport,
  type Model,
  type OnnxSource,
  type Outputs,
  type RuntimeInfo,
  type Timed,
} from "@evenkeel/core";
import { z } from "zod";
import type { Running } from "./backend.ts";
import type { Frame } from "./frames.ts";
import type { Worker } from "./worker.ts";

const timedSchema = z.object({ computeMs: z.number().nonnegative() });

let lastNumber = 0;

/** A file that a Python process runs. Images go there as they are: its interface is followed on that side. */
export class PythonFileModel implements Model {
  readonly runtime: RuntimeInfo;
  readonly outputs: Outputs;
  readonly #worker: Worker;
  readonly #source: OnnxSource;
  /** What the worker knows the model by. */
  readonly #number = ++lastNumber;
  #disposed = false;

  private constructor({ worker, runtime }: Running, source: OnnxSource) {
    this.#worker = worker;
    this.#source = source;
    this.runtime = runtime;
    this.outputs = source.interface.output.meaning;
  }

  static async create(running: Running, source: OnnxSource): Promise<PythonFileModel> {
    const model = new PythonFileModel(running, source);
    const { file, interface: own } = source;
    await model.#ask({ op: "load", spec: { file, interface: own }, recipe: null });
    return model;
  }

  async predict(images: HostTensor): Promise<Timed<HostTensor>> {
    const [count = 0] = images.shape;
    const { header, tensors } = await this.#ask({ op: "predict" }, new Map([["images", images]]));
    const shape = this.outputs === "labels" ? [count] : [count, this.#source.network.classes];
    const tensor = tensors.get("logits");
    if (tensor?.data instanceof Float32Array && tensor.shape.join() === shape.join()) {
      return { value: hostTensor(shape, tensor.data), computeMs: timedSchema.parse(header).computeMs };
    }
    throw new BackendError("gave another number of values than its file lets expect", {
      where: this.#source.network.name,
      expected: `[${shape.join(", ")}]`,
      got: tensor === undefined ? "none" : `[${tensor.shape.join(", ")}]`,
    });
  }

  memory(): Promise<MemoryReport> {
    return Promise.resolve({ wasmBytes: null, deviceBytes: null });
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    // A worker that is gone holds nothing.
    if (this.#worker.alive) await this.#ask({ op: "unload" });
    this.#disposed = true;
  }

  async #ask(request: object, tensors: Frame["tensors"] = new Map()): Promise<Frame> {
    const { name } = this.#source.network;
    if (this.#disposed) throw new BackendError("the model was used after dispose", { where: name });
    return this.#worker.request({ header: { ...request, model: this.#number }, tensors });
  }
}
