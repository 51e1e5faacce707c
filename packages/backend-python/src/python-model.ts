import {
  BackendError,
  hostTensor,
  type Batch,
  type HostTensor,
  type MemoryReport,
  type ModelSpec,
  type RuntimeInfo,
  type Shape,
  type SpecSource,
  type Timed,
  type TrainableModel,
  type TrainingRecipe,
  type Weights,
} from "@evenkeel/core";
import { checkWeights, hasSchedule, inferShapes, learningRateOf, weightSlots } from "@evenkeel/models";
import { z } from "zod";
import type { Frame, FrameTensor } from "./frames.ts";
import { planOf, planOfRecipe } from "./plan.ts";
import type { Worker } from "./worker.ts";

const timedSchema = z.object({ computeMs: z.number().nonnegative() });
const memorySchema = z.object({ deviceBytes: z.number().nonnegative().nullable() });

let lastNumber = 0;

/** A model in a Python process. One that was loaded without a recipe is only used through `Model`. */
export class PythonModel implements TrainableModel {
  readonly runtime: RuntimeInfo;
  readonly outputs = "logits";
  readonly #worker: Worker;
  readonly #spec: ModelSpec;
  readonly #recipe: TrainingRecipe | null;
  /** What the worker knows the model by. */
  readonly #number = ++lastNumber;
  readonly #shapes: ReadonlyMap<string, Shape>;
  #disposed = false;

  private constructor(worker: Worker, runtime: RuntimeInfo, spec: ModelSpec, recipe: TrainingRecipe | null) {
    this.#worker = worker;
    this.#recipe = recipe;
    this.runtime = runtime;
    this.#spec = spec;
    this.#shapes = inferShapes(spec);
  }

  static async create(
    { worker, runtime }: { readonly worker: Worker; readonly runtime: RuntimeInfo },
    { spec, weights }: SpecSource,
    recipe: TrainingRecipe | null,
  ): Promise<PythonModel> {
    checkWeights(spec, weights, spec.name);
    const model = new PythonModel(worker, runtime, spec, recipe);
    const slots = weightSlots(spec).map(({ name }) => [name, weights.get(name) ?? hostTensor([0])] as const);
    await model.#ask({ op: "load", spec: planOf(spec), recipe: planOfRecipe(recipe) }, new Map(slots));
    return model;
  }

  async predict(images: HostTensor): Promise<Timed<HostTensor>> {
    const count = this.#checkImages(images);
    const reply = await this.#ask({ op: "predict" }, new Map([["images", images]]));
    return {
      value: this.#read(reply, "logits", [count, this.#spec.classes]),
      computeMs: timedSchema.parse(reply.header).computeMs,
    };
  }

  async train(batches: readonly Batch[]): Promise<Timed<Float64Array>> {
    const tensors = new Map(batches.flatMap((batch, index) => this.#batchTensors(batch, index)));
    const reply = await this.#ask({ op: "train", count: batches.length, rates: this.#ratesOf(batches) }, tensors);
    return {
      value: Float64Array.from(this.#read(reply, "losses", [batches.length]).data),
      computeMs: timedSchema.parse(reply.header).computeMs,
    };
  }

  async exportWeights(): Promise<Weights> {
    const reply = await this.#ask({ op: "export" });
    return new Map(weightSlots(this.#spec).map(({ name, shape }) => [name, this.#read(reply, name, shape)]));
  }

  async memory(): Promise<MemoryReport> {
    const { header } = await this.#ask({ op: "memory" });
    return { wasmBytes: null, deviceBytes: memorySchema.parse(header).deviceBytes };
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    // A worker that is gone holds nothing.
    if (this.#worker.alive) await this.#ask({ op: "unload" });
    this.#disposed = true;
  }

  async #ask(request: object, tensors: ReadonlyMap<string, FrameTensor> = new Map()): Promise<Frame> {
    if (this.#disposed) throw new BackendError("the model was used after dispose", { where: this.#spec.name });
    return this.#worker.request({ header: { ...request, model: this.#number }, tensors });
  }

  /** The learning rate of each step; null where all are the optimizer's. */
  #ratesOf(batches: readonly Batch[]): number[] | null {
    const recipe = this.#recipe;
    return recipe !== null && hasSchedule(recipe) ? batches.map((batch) => learningRateOf(recipe, batch)) : null;
  }

  /** [name, tensor] of all that a batch holds, as python/worker.py reads them. */
  #batchTensors(batch: Batch, index: number): [string, FrameTensor][] {
    const count = this.#checkImages(batch.images);
    const dropouts = this.#spec.layers.filter(({ kind }) => kind === "dropout");
    return [
      [`${index}/images`, batch.images],
      [`${index}/labels`, { shape: [count], data: batch.labels }],
      ...dropouts.map(({ name }): [string, FrameTensor] => [`${index}/mask/${name}`, this.#mask(batch, name, count)]),
    ];
  }

  #mask({ dropoutMasks }: Batch, layer: string, count: number): HostTensor {
    const mask = dropoutMasks.get(layer);
    const shape = [count, ...(this.#shapes.get(layer) ?? [])];
    if (mask?.shape.join() === shape.join()) return mask;
    throw new BackendError("the batch has no dropout mask for the layer", {
      where: `layer "${layer}"`,
      expected: `[${shape.join(", ")}]`,
      got: mask === undefined ? "none" : `[${mask.shape.join(", ")}]`,
    });
  }

  /** The number of images. */
  #checkImages({ shape }: HostTensor): number {
    const expected = this.#shapes.get("input") ?? [];
    const [count = 0, ...sample] = shape;
    if (count > 0 && sample.join() === expected.join()) return count;
    throw new BackendError("the images do not fit the model", {
      where: this.#spec.name,
      expected: `[N, ${expected.join(", ")}]`,
      got: `[${shape.join(", ")}]`,
    });
  }

  #read({ tensors }: Frame, name: string, shape: Shape): HostTensor {
    const tensor = tensors.get(name);
    if (tensor?.data instanceof Float32Array && tensor.shape.join() === shape.join()) {
      return hostTensor(shape, tensor.data);
    }
    throw new BackendError("the Python process replied with other tensors than asked for", {
      where: this.#spec.name,
      expected: `${name} [${shape.join(", ")}]`,
      got: tensor === undefined ? "none" : `[${tensor.shape.join(", ")}]`,
    });
  }
}
