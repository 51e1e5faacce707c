import type { Batch, HostTensor, ModelSpec, TrainingRecipe } from "@evenkeel/core";
import { BackendError, DataError, elementCount, hostTensor } from "@evenkeel/core";
import { imagesInput, maskInput } from "./training/context.ts";
import { optimizerScalars } from "./training/optimizer.ts";
import { everyStep } from "./training/repeated-step.ts";
import { targetsInput } from "./training/training-graph.ts";

/** Batches that one run of the training graph can take: equally many images in each, and not too many bytes together. */
export function runsOf(batches: readonly Batch[]): Batch[][] {
  const mostBytes = 16 * 2 ** 20;
  const runs: Batch[][] = [];
  let bytes = 0;
  for (const batch of batches) {
    const current = runs.at(-1);
    bytes += batch.images.data.byteLength;
    if (current?.[0]?.labels.length === batch.labels.length && bytes <= mostBytes) {
      current.push(batch);
    } else {
      runs.push([batch]);
      bytes = batch.images.data.byteLength;
    }
  }
  return runs;
}

/** The inputs of a run, besides its states. `firstStep` is the number of its first optimizer step, from 1. */
export function trainingFeeds(
  spec: ModelSpec,
  recipe: TrainingRecipe,
  batches: readonly Batch[],
  firstStep: number,
): Map<string, HostTensor> {
  const feeds = new Map<string, HostTensor>();
  const stack = (name: string, tensors: readonly HostTensor[]): void => {
    feeds.set(everyStep(name), stacked(tensors));
  };
  stack(
    imagesInput,
    batches.map(({ images }) => images),
  );
  stack(
    targetsInput,
    batches.map(({ labels }) => oneHot(labels, spec.classes)),
  );
  for (const layer of spec.layers) {
    if (layer.kind !== "dropout") continue;
    stack(
      maskInput(layer.name),
      batches.map((batch) => maskOf(batch, layer.name)),
    );
  }
  for (const name of Object.keys(optimizerScalars(recipe.optimizer, firstStep))) {
    const values = batches.map((_, at) => optimizerScalars(recipe.optimizer, firstStep + at)[name] ?? 0);
    stack(
      name,
      values.map((value) => hostTensor([], Float32Array.of(value))),
    );
  }
  return feeds;
}

function maskOf({ dropoutMasks }: Batch, layer: string): HostTensor {
  const mask = dropoutMasks.get(layer);
  if (mask === undefined) throw new BackendError("the batch has no mask for a dropout layer", { where: layer });
  return mask;
}

/** Equal tensors along a new first dimension. */
function stacked(tensors: readonly HostTensor[]): HostTensor {
  const [first = hostTensor([])] = tensors;
  if (tensors.length === 1) return { shape: [1, ...first.shape], data: first.data };
  const size = elementCount(first.shape);
  const result = hostTensor([tensors.length, ...first.shape]);
  for (const [at, { data }] of tensors.entries()) result.data.set(data, at * size);
  return result;
}

/** [labels, classes], 1 at each label. Throws `DataError` for a label that is no class. */
function oneHot(labels: Int32Array, classes: number): HostTensor {
  const targets = hostTensor([labels.length, classes]);
  for (const [at, label] of labels.entries()) {
    if (label < 0 || label >= classes) {
      throw new DataError("a label is no class of the model", { expected: `0 to ${classes - 1}`, got: String(label) });
    }
    targets.data[at * classes + label] = 1;
  }
  return targets;
}
