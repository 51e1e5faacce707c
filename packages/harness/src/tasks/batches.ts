import {
  randomStream,
  type Augmentation,
  type Batch,
  type Dataset,
  type HostTensor,
  type ModelSpec,
} from "@evenkeel/core";
import { augment, batchOrder, imagesToTensor } from "@evenkeel/data";
import { dropoutMasks, rateOfStep } from "@evenkeel/models";

/** `count` test images from `start` on, going round where there are fewer, as the backends take them. */
export function testImages(dataset: Dataset, start: number, count: number): HostTensor {
  const indices = Int32Array.from({ length: count }, (_, index) => (start + index) % dataset.test.count);
  return imagesToTensor(dataset.test, dataset, indices);
}

interface BatchStep {
  /** Of augmentation and dropout masks. */
  readonly seed: number;
  /** From 0, over all epochs. */
  readonly step: number;
  /** Null or left out gives the images as they are. */
  readonly augmentation?: Augmentation | null;
}

/**
 * The chosen training images as a batch, augmented, with the dropout masks and the learning rate of its step in a
 * training by the spec's recipe: the same for every backend.
 */
export function trainingBatch(
  dataset: Dataset,
  spec: ModelSpec,
  images: Int32Array,
  { seed, step, augmentation = null }: BatchStep,
): Batch {
  const plain = imagesToTensor(dataset.train, dataset, images);
  return {
    images: augmentation === null ? plain : augment(plain, augmentation, randomStream(seed, `augment:step-${step}`)),
    labels: images.map((image) => dataset.train.labels[image] as number),
    dropoutMasks: dropoutMasks(spec, { seed, step, batch: images.length }),
    ...rateOfStep(spec.recipe, { step, stepsPerEpoch: Math.ceil(dataset.train.count / spec.recipe.batchSize) }),
  };
}

/**
 * The batch of a step (from 0, over all epochs) of a training with that seed. Labels that the network has no class for
 * count from the first class again: a part of a network may give fewer numbers than the whole.
 */
export function batchOfStep(
  dataset: Dataset,
  spec: ModelSpec,
  { seed, step, size }: { seed: number; step: number; size: number },
): Batch {
  const { count } = dataset.train;
  const stepsPerEpoch = Math.ceil(count / size);
  const start = (step % stepsPerEpoch) * size;
  const order = batchOrder(count, seed, 1 + Math.floor(step / stepsPerEpoch));
  const batch = trainingBatch(dataset, spec, order.subarray(start, start + size), { seed, step });
  return { ...batch, labels: batch.labels.map((label) => label % spec.classes) };
}
