import type { HostTensor, Optimizer, ModelSpec, Weights } from "@evenkeel/core";
import { elementCount, hostTensor } from "@evenkeel/core";
import { weightSlots } from "@evenkeel/models";
import type { InferenceSession, Tensor } from "onnxruntime-common";
import type { OnnxRuntime } from "./session.ts";
import { float32Data, float32Tensor } from "./session.ts";
import { firstState, lastState } from "./training/repeated-step.ts";
import type { StateVector } from "./training/state-vectors.ts";
import { stateVectors } from "./training/state-vectors.ts";

/** What lives from one run of the training graph to the next: weights, optimizer memory, batch-norm statistics. */
export class TrainingState {
  readonly #runtime: OnnxRuntime;
  readonly #spec: ModelSpec;
  readonly #vectors: readonly StateVector[];
  readonly #values: Map<string, Float32Array>;

  constructor(runtime: OnnxRuntime, spec: ModelSpec, optimizer: Optimizer, weights: Weights) {
    this.#runtime = runtime;
    this.#spec = spec;
    this.#vectors = stateVectors(spec, optimizer).all;
    this.#values = new Map(this.#vectors.map((vector) => [vector.name, initialValues(vector, weights)]));
  }

  /** The states as inputs of the next run. */
  feeds(): Record<string, Tensor> {
    return Object.fromEntries(
      [...this.#values].map(([name, values]) => [
        firstState(name),
        float32Tensor(this.#runtime, values, [values.length]),
      ]),
    );
  }

  /** Goes on with what a run gave. */
  advance(outputs: InferenceSession.OnnxValueMapType): void {
    for (const { name } of this.#vectors) this.#values.set(name, float32Data(outputs, lastState(name)));
  }

  /** A copy of the weights in canonical layout, statistics included. */
  weights(): Weights {
    const tensors = new Map<string, HostTensor>();
    for (const { name, slots, holds } of this.#vectors) {
      if (holds !== "weights") continue;
      let start = 0;
      for (const slot of slots) {
        const end = start + elementCount(slot.shape);
        tensors.set(slot.name, hostTensor(slot.shape, this.#values.get(name)?.slice(start, end)));
        start = end;
      }
    }
    const order = weightSlots(this.#spec).map((slot) => slot.name);
    return new Map([...tensors].sort(([left], [right]) => order.indexOf(left) - order.indexOf(right)));
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
