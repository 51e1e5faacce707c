import {
  BackendError,
  type Batch,
  type HostTensor,
  type MemoryReport,
  type ModelSpec,
  type RuntimeInfo,
  type Timed,
  type TrainableModel,
  type TrainingRecipe,
  type Weights,
} from "@evenkeel/core";
import { learningRateOf } from "@evenkeel/models";
import packageJson from "../package.json" with { type: "json" };
import type { Formulas } from "./formulas.ts";
import { inFloat64, trainingPass } from "./gradients.ts";
import { forwardPass, type Tensors } from "./network.ts";
import type { OptimizerState } from "./optimizers.ts";
import { fromHost, toHost, type Tensor } from "./tensor.ts";

/** What the reference backend runs on: this process, one thread, no library. */
export const runtime: RuntimeInfo = {
  library: packageJson.name,
  version: packageJson.version,
  provider: "float64",
  threads: 1,
  simd: null,
  deviceName: null,
};

/** A model whose weights stay in float64 between steps. It can train whether or not it is asked to. */
export class ReferenceModel implements TrainableModel {
  readonly runtime = runtime;
  readonly outputs = "logits";
  readonly #formulas: Formulas;
  readonly #spec: ModelSpec;
  readonly #recipe: TrainingRecipe;
  /** In canonical order; null once disposed of. */
  #weights: Tensors | null;
  readonly #states = new Map<string, OptimizerState>();
  #step = 0;

  constructor(formulas: Formulas, spec: ModelSpec, weights: Weights, recipe: TrainingRecipe) {
    this.#formulas = formulas;
    this.#spec = spec;
    this.#recipe = recipe;
    this.#weights = inFloat64(weights);
  }

  async predict(images: HostTensor): Promise<Timed<HostTensor>> {
    return timed(() => {
      const weights = this.#alive();
      return toHost(forwardPass(this.#formulas.layers, this.#spec, weights, this.#checked(images), null).logits);
    });
  }

  async train(batches: readonly Batch[]): Promise<Timed<Float64Array>> {
    return timed(() => Float64Array.from(batches, (batch) => this.#trainStep(batch)));
  }

  async exportWeights(): Promise<Weights> {
    return new Map([...this.#alive()].map(([name, values]) => [name, toHost(values)]));
  }

  async memory(): Promise<MemoryReport> {
    return { wasmBytes: null, deviceBytes: null };
  }

  async dispose(): Promise<void> {
    this.#weights = null;
    this.#states.clear();
  }

  /** Gives the loss before the update. */
  #trainStep(batch: Batch): number {
    this.#checked(batch.images);
    const weights = this.#alive();
    const { loss, gradients, replaced } = trainingPass(this.#formulas, this.#spec, weights, batch, this.#recipe.loss);
    const optimizer = { ...this.#recipe.optimizer, learningRate: learningRateOf(this.#recipe, batch) };
    this.#step += 1;
    for (const [name, { data }] of weights) {
      const gradient = gradients.get(name);
      if (gradient !== undefined) {
        this.#formulas.update(optimizer, this.#step, data, gradient, this.#stateOf(name, data.length));
      }
      const statistics = replaced.get(name);
      if (statistics !== undefined) data.set(statistics);
    }
    return loss;
  }

  #stateOf(name: string, length: number): OptimizerState {
    const state = this.#states.get(name) ?? { m: new Float64Array(length), v: new Float64Array(length) };
    this.#states.set(name, state);
    return state;
  }

  #alive(): Tensors {
    if (this.#weights === null) throw new BackendError("the model was disposed of", { where: "reference" });
    return this.#weights;
  }

  #checked(images: HostTensor): Tensor {
    const { height, width, channels } = this.#spec.input;
    const [count = 0, ...sample] = images.shape;
    if (count < 1 || sample.join() !== [height, width, channels].join()) {
      throw new BackendError("the images do not fit the model", {
        where: `reference, ${this.#spec.name}`,
        expected: `[N, ${height}, ${width}, ${channels}]`,
        got: `[${images.shape.join(", ")}]`,
      });
    }
    return fromHost(images);
  }
}

function timed<T>(work: () => T): Timed<T> {
  const start = performance.now();
  const value = work();
  return { value, computeMs: performance.now() - start };
}
