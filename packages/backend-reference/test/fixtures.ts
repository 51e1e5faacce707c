import {
  elementCount,
  hostTensor,
  randomStream,
  type Batch,
  type Layer,
  type ModelSpec,
  type Shape,
  type TrainingRecipe,
  type Weights,
} from "@evenkeel/core";
import { dropoutMasks, parseModelSpec, weightSlots } from "@evenkeel/models";

export const recipe: TrainingRecipe = {
  loss: "cross-entropy",
  optimizer: { kind: "sgd", learningRate: 1, momentum: 0 },
  batchSize: 3,
  epochs: 1,
  initialization: "glorot-uniform",
};

/** A checked spec for images of that size; its classes are the units of its last dense layer. */
export function network(height: number, width: number, channels: number, layers: readonly Layer[]): ModelSpec {
  const last = layers.at(-1);
  const classes = last?.kind === "dense" ? last.units : 2;
  return parseModelSpec({
    name: "tiny",
    title: "",
    origin: "",
    input: { height, width, channels },
    classes,
    layers,
    recipe,
  });
}

/** Uniform in ±1; the variances of batch normalisation in 0.5–1.5. */
export function someWeights(spec: ModelSpec, seed = 1): Weights {
  return new Map(
    weightSlots(spec).map(({ name, slot, shape }) => {
      const tensor = randomTensor(shape, `${seed}/${name}`);
      if (slot === "movingVariance")
        return [
          name,
          hostTensor(
            shape,
            tensor.data.map((value) => 1 + value / 2),
          ),
        ];
      return [name, tensor];
    }),
  );
}

export function someBatch(spec: ModelSpec, count: number, seed = 1): Batch {
  const { height, width, channels } = spec.input;
  return {
    images: randomTensor([count, height, width, channels], `${seed}/images`),
    labels: Int32Array.from({ length: count }, (_, n) => (n * 2 + 1) % spec.classes),
    dropoutMasks: dropoutMasks(spec, { seed, step: 0, batch: count }),
  };
}

export function randomTensor(shape: Shape, label: string) {
  const random = randomStream(7, label);
  return hostTensor(
    shape,
    Float32Array.from({ length: elementCount(shape) }, () => 2 * random.uniform() - 1),
  );
}
