import type { HostTensor, ModelSpec, Weights } from "@evenkeel/core";
import { elementCount, hostTensor } from "@evenkeel/core";
import { weightSlots } from "@evenkeel/models";
import type { InferenceSession, Tensor } from "onnxruntime-common";
import type { OnnxRuntime } from "./session.ts";
import { float32Tensor } from "./session.ts";
import type { StateVector } from "./training/training-graph.ts";
import { nextState, statisticsState, weightsState } from "./training/training-graph.ts";

/**
 * The flat vectors that live from step to step: weights, optimizer state, batch-norm statistics. Each step reads one set
 * and gives the next; where the runtime can write into given memory, two sets take turns and nothing is allocated.
 */
export class TrainingState {
  readonly #spec: ModelSpec;
  readonly #names: readonly string[];
  #current: Record<string, Tensor> = {};
  #spare: Record<string, Tensor> | null;

  constructor(runtime: OnnxRuntime, spec: ModelSpec, vectors: readonly StateVector[], weights: Weights) {
    this.#spec = spec;
    this.#names = vectors.map(({ name }) => name);
    const tensors = (fill: (name: string, values: Float32Array) => void): Record<string, Tensor> =>
      Object.fromEntries(
        vectors.map(({ name, length }) => {
          const values = new Float32Array(length);
          fill(name, values);
          return [name, float32Tensor(runtime, values, [length])];
        }),
      );
    this.#current = tensors((name, values) => {
      if (name === weightsState) packWeights(spec, weights, true, values);
      if (name === statisticsState) packWeights(spec, weights, false, values);
    });
    this.#spare = runtime.writesIntoOutputs ? tensors(() => {}) : null;
  }

  /** What a step reads. */
  feeds(): Readonly<Record<string, Tensor>> {
    return this.#current;
  }

  /** Where a step writes: by output name a tensor, or null where the runtime allocates. */
  fetches(): Record<string, Tensor | null> {
    return Object.fromEntries(this.#names.map((name) => [nextState(name), this.#spare?.[name] ?? null]));
  }

  /** Goes on with what a step gave. */
  advance(outputs: InferenceSession.OnnxValueMapType): void {
    const next: Record<string, Tensor> = {};
    for (const name of this.#names) {
      const tensor = outputs[nextState(name)];
      if (tensor === undefined) throw new TypeError(`the step gave no ${nextState(name)}`);
      next[name] = tensor;
    }
    if (this.#spare !== null) this.#spare = this.#current;
    this.#current = next;
  }

  /** A copy of the weights in canonical layout, statistics included. */
  weights(): Weights {
    const offsets: Record<string, number> = { [weightsState]: 0, [statisticsState]: 0 };
    return new Map(
      weightSlots(this.#spec).map(({ name, shape, trainable }): [string, HostTensor] => {
        const vector = trainable ? weightsState : statisticsState;
        const start = offsets[vector] ?? 0;
        const end = start + elementCount(shape);
        offsets[vector] = end;
        return [name, hostTensor(shape, (this.#current[vector]?.data as Float32Array).slice(start, end))];
      }),
    );
  }
}

/** Writes the trainable slots, or the others, one after the other. */
function packWeights(spec: ModelSpec, weights: Weights, trainable: boolean, values: Float32Array): void {
  let offset = 0;
  for (const slot of weightSlots(spec).filter((candidate) => candidate.trainable === trainable)) {
    values.set(weights.get(slot.name)?.data ?? [], offset);
    offset += elementCount(slot.shape);
  }
}
