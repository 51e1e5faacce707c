import { elementCount, hostTensor, randomStream, type HostTensor, type ModelSpec } from "@evenkeel/core";
import { inferShapes } from "./shapes.ts";

export interface MaskOptions {
  readonly seed: number;
  /** The optimizer step, from 0 over the whole training. */
  readonly step: number;
  /** Samples in the batch. */
  readonly batch: number;
}

/** The masks of one training step by dropout layer: [N, …shape], 0 with probability `rate`, else 1/(1−rate). */
export function dropoutMasks(spec: ModelSpec, { seed, step, batch }: MaskOptions): ReadonlyMap<string, HostTensor> {
  const dropouts = spec.layers.filter((layer) => layer.kind === "dropout");
  if (dropouts.length === 0) return new Map();
  const shapes = inferShapes(spec);
  return new Map(
    dropouts.map(({ name, rate }) => {
      const shape = [batch, ...(shapes.get(name) ?? [])];
      const random = randomStream(seed, `dropout:${name}:${step}`);
      const kept = 1 / (1 - rate);
      const mask = Float32Array.from({ length: elementCount(shape) }, () => (random.uniform() < rate ? 0 : kept));
      return [name, hostTensor(shape, mask)];
    }),
  );
}
