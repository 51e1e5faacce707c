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

const imagesFeed = everyStep(imagesInput);
const targetsFeed = everyStep(targetsInput);

/**
 * The inputs of a run, besides its states. `firstStep` is the number of its first optimizer step, from 1. It is all that our
 * interface adds to a step of a small network, so it makes few objects.
 */
export function trainingFeeds(
  spec: ModelSpec,
  recipe: TrainingRecipe,
  batches: readonly Batch[],
  firstStep: number,
): Map<string, HostTensor> {
  const feeds = new Map<string, HostTensor>();
  feeds.set(imagesFeed, stacked(batches.map(({ images }) => images)));
  feeds.set(targetsFeed, oneHot(batches, spec.classes));
  for (const layer of spec.layers) {
    if (layer.kind !== "dropout") continue;
    feeds.set(everyStep(maskInput(layer.name)), stacked(batches.map((batch) => maskOf(batch, layer.name))));
  }
  for (let at = 0; at < batches.length; at += 1) {
    const scalars = optimizerScalars(recipe.optimizer, firstStep + at);
    for (const name in scalars) {
      const feed = everyStep(name);
      const values = feeds.get(feed) ?? hostTensor([batches.length]);
      values.data[at] = scalars[name] ?? 0;
      feeds.set(feed, values);
    }
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

/** [steps, labels, classes], 1 at each label. Throws `DataError` for a label that is no class. */
function oneHot(batches: readonly Batch[], classes: number): HostTensor {
  const count = batches[0]?.labels.length ?? 0;
  const targets = hostTensor([batches.length, count, classes]);
  let row = 0;
  for (const { labels } of batches) {
    for (const label of labels) {
      if (label < 0 || label >= classes) {
        throw new DataError("a label is no class of the model", {
          expected: `0 to ${classes - 1}`,
          got: String(label),
        });
      }
      targets.data[row * classes + label] = 1;
      row += 1;
    }
  }
  return targets;
}
