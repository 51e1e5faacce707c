import type { Batch, ModelSpec } from "@evenkeel/core";
import { elementCount, hostTensor, randomStream } from "@evenkeel/core";
import { inferShapes } from "@evenkeel/models";

/** Random images and labels: how long a step takes does not depend on what is in them. */
export function randomBatch(spec: ModelSpec, size: number): Batch {
  const random = randomStream(1, "step-time");
  const { height, width, channels } = spec.input;
  const filled = (shape: readonly number[]) =>
    hostTensor(
      shape,
      Float32Array.from({ length: elementCount(shape) }, () => random.uniform()),
    );
  const shapes = inferShapes(spec);
  const dropouts = spec.layers.filter(({ kind }) => kind === "dropout");
  return {
    images: filled([size, height, width, channels]),
    labels: Int32Array.from({ length: size }, (_, at) => at % spec.classes),
    dropoutMasks: new Map(dropouts.map(({ name }) => [name, filled([size, ...(shapes.get(name) ?? [])])])),
  };
}
