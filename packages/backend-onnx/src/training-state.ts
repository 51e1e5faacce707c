import type { HostTensor, Optimizer, ModelSpec, Weights } from "@evenkeel/core";
import { elementCount, hostTensor } from "@evenkeel/core";
import { weightSlots } from "@evenkeel/models";
import type { InferenceSession, Tensor } from "onnxruntime-common";
import type { OnnxRuntime } from "./session.ts";
import { float32Tensor } from "./session.ts";
import { firstState, lastState } from "./training/repeated-step.ts";
import type { StateVector } from "./training/state-vectors.ts";
import { stateVectors } from "./training/state-vectors.ts";

/**
 * What lives from one run of the training graph to the next: weights, optimizer memory, batch-norm statistics. It stays
 * where the runtime leaves it: a tensor may lie on a device, and is downloaded where its values are asked for.
 */
export class TrainingState {
  readonly #spec: ModelSpec;
  readonly #vectors: readonly StateVector[];
  readonly #tensors: Map<string, Tensor>;

  constructor(runtime: Pick<OnnxRuntime, "Tensor">, spec: ModelSpec, optimizer: Optimizer, weights: Weights) {
    this.#spec = spec;
    this.#vectors = stateVectors(spec, optimizer).all;
    this.#tensors = new Map(
      this.#vectors.map((vector) => [
        vector.name,
        float32Tensor(runtime, initialValues(vector, weights), [1, vector.length]),
      ]),
    );
  }

  /** The states as inputs of the next run. */
  feeds(): Record<string, Tensor> {
    return Object.fromEntries([...this.#tensors].map(([name, tensor]) => [firstState(name), tensor]));
  }

  /** Goes on with what a run gave, and frees what it was fed. */
  advance(outputs: InferenceSession.OnnxValueMapType): void {
    for (const { name } of this.#vectors) {
      const next = outputs[lastState(name)];
      if (next === undefined) throw new TypeError(`the run gave no ${name}`);
      this.#tensors.get(name)?.dispose();
      this.#tensors.set(name, next);
    }
  }

  /** A copy of the weights in canonical layout, statistics included. */
  async weights(): Promise<Weights> {
    const tensors = new Map<string, HostTensor>();
    for (const { name, slots, holds } of this.#vectors) {
      if (holds !== "weights") continue;
      const values = await this.#values(name);
      let start = 0;
      for (const slot of slots) {
        const end = start + elementCount(slot.shape);
        tensors.set(slot.name, hostTensor(slot.shape, values.slice(start, end)));
        start = end;
      }
    }
    const order = weightSlots(this.#spec).map((slot) => slot.name);
    return new Map([...tensors].sort(([left], [right]) => order.indexOf(left) - order.indexOf(right)));
  }

  /** Frees what lies on a device. */
  dispose(): void {
    for (const tensor of this.#tensors.values()) tensor.dispose();
    this.#tensors.clear();
  }

  async #values(name: string): Promise<Float32Array> {
    const data = await this.#tensors.get(name)?.getData(true);
    if (!(data instanceof Float32Array)) throw new TypeError(`the state ${name} is not float32`);
    return data;
  }
}

function initialValues({ length, slots, holds }: StateVector, weights: Weights): Float32Array {
  const values = new Float32Array(length);
  if (holds === "optimizer") return values;
  let start = 0;
  for (const { name, shape } of slots) {
    values.set(weights.get(name)?.data ?? [], start);
    start += elementCount(shape);
  }
  return values;
}
