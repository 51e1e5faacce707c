import type { Batch, Dataset, HostTensor, ModelSpec } from "@evenkeel/core";
import { imagesToTensor } from "@evenkeel/data";
import { dropoutMasks } from "@evenkeel/models";

/** `count` test images from `start` on, going round where there are fewer, as the backends take them. */
export function testImages(dataset: Dataset, start: number, count: number): HostTensor {
  const indices = Int32Array.from({ length: count }, (_, index) => (start + index) % dataset.test.count);
  return imagesToTensor(dataset.test, dataset, indices);
}

/** The chosen training images as one batch, with the dropout masks of its step (from 1). */
export function trainingBatch(
  dataset: Dataset,
  spec: ModelSpec,
  images: Int32Array,
  { seed, step }: { seed: number; step: number },
): Batch {
  return {
    images: imagesToTensor(dataset.train, dataset, images),
    labels: images.map((image) => dataset.train.labels[image] as number),
    dropoutMasks: dropoutMasks(spec, { seed, step, batch: images.length }),
  };
}
