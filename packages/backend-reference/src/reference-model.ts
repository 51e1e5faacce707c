import { performance } from "node:perf_hooks";
import {
  BackendError,
  hostTensor,
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
import { weightSlots } from "@evenkeel/models";
import type { Formulas } from "./formulas.ts";
import { inFloat64, trainingPass } from "./gradients.ts";
import { forwardPass } from "./network.ts";
import type { OptimizerState } from "./optimizers.ts";
import { fromHost, toHost } from "./tensor.ts";

/** A network held in float64: weights and optimizer state are rounded to float32 only when they are exported. */
export class ReferenceModel implements TrainableModel {
  readonly runtime: RuntimeInfo;
  readonly #formulas: Formulas;
  readonly #spec: ModelSpec;
  readonly #recipe: TrainingRecipe;
  readonly #weights: Map<string, Float64Array>;
  readonly #states = new Map<string, OptimizerState>();
  #step = 0;

  constructor(runtime: RuntimeInfo, formulas: Formulas, spec: ModelSpec, weights: Weights, recipe: TrainingRecipe) {
    this.runtime = runtime;
    this.#formulas = formulas;
    this.#spec = spec;
    this.#recipe = recipe;
    this.#weights = inFloat64(weights);
  }

  async predict(images: HostTensor): Promise<Timed<HostTensor>> {
    checkImages(this.#spec, images);
    return timed(() => {
      const options = { training: false, masks: new Map<string, Float64Array>() };
      return toHost(forwardPass(this.#formulas.layers, this.#spec, this.#weights, fromHost(images), options).logits);
    });
  }

  async train(batches: readonly Batch[]): Promise<Timed<Float64Array>> {
    return timed(() => Float64Array.from(batches, (batch) => this.#trainStep(batch)));
  }

  async exportWeights(): Promise<Weights> {
    return new Map(
      weightSlots(this.#spec).map(({ name, shape }) => [
        name,
        hostTensor(shape, Float32Array.from(this.#weights.get(name) ?? [])),
      ]),
    );
  }

  async memory(): Promise<MemoryReport> {
    return { wasmBytes: null, deviceBytes: null };
  }

  async dispose(): Promise<void> {
    this.#weights.clear();
    this.#states.clear();
  }

  /** The loss before the update. */
  #trainStep(batch: Batch): number {
    checkImages(this.#spec, batch.images);
    const pass = trainingPass(this.#formulas, this.#spec, this.#weights, batch, this.#recipe.loss);
    this.#step += 1;
    for (const [name, gradient] of pass.gradients) {
      const parameters = this.#weights.get(name);
      if (parameters === undefined) continue;
      this.#formulas.update(this.#recipe.optimizer, this.#step, parameters, gradient, this.#stateOf(name, gradient));
    }
    for (const [name, values] of pass.statistics) this.#weights.set(name, values);
    return pass.loss;
  }

  #stateOf(name: string, { length }: Float64Array): OptimizerState {
    const state = this.#states.get(name) ?? { m: new Float64Array(length), v: new Float64Array(length) };
    this.#states.set(name, state);
    return state;
  }
}

function checkImages({ name, input: { height, width, channels } }: ModelSpec, { shape }: HostTensor): void {
  if (shape.length === 4 && shape.slice(1).join() === [height, width, channels].join()) return;
  throw new BackendError("images of another size than the model's", {
    where: name,
    expected: `[N, ${height}, ${width}, ${channels}]`,
    got: `[${shape.join(", ")}]`,
  });
}

function timed<T>(compute: () => T): Timed<T> {
  const start = performance.now();
  const value = compute();
  return { value, computeMs: performance.now() - start };
}
