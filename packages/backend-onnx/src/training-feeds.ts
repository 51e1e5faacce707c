import type { Batch, HostTensor, ModelSpec, TrainingRecipe } from "@evenkeel/core";
import { BackendError, DataError, elementCount, hostTensor } from "@evenkeel/core";
import { learningRateOf } from "@evenkeel/models";
import { imagesInput, maskInput } from "./training/context.ts";
import { optimizerScalars } from "./training/optimizer.ts";
import { everyStep } from "./training/repeated-step.ts";
import { targetsInput } from "./training/training-graph.ts";

/** Batches that one run of the training graph can take: as many images in each, and a bounded number of bytes. */
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
 * The inputs of runs, besides their states. It is what our interface adds to a step of a small network, and a runtime
 * takes long over arrays that it has not seen before: what is computed here is written into the same ones again, so the
 * inputs of one run are gone with the next.
 */
export class TrainingFeeds {
  readonly #spec: ModelSpec;
  readonly #recipe: TrainingRecipe;
  readonly #masks: readonly { readonly feed: string; readonly tensorOf: (batch: Batch) => HostTensor }[];
  readonly #feeds = new Map<string, HostTensor>();
  #targets = hostTensor([0, 0, 0]);
  /** By the optimizer's name for them. */
  #scalars: Readonly<Record<string, HostTensor>> = {};

  constructor(spec: ModelSpec, recipe: TrainingRecipe) {
    this.#spec = spec;
    this.#recipe = recipe;
    this.#masks = spec.layers
      .filter(({ kind }) => kind === "dropout")
      .map(({ name }) => ({ feed: everyStep(maskInput(name)), tensorOf: (batch) => maskOf(batch, name) }));
  }

  /** Those of one run over batches of equal size. `firstStep` is the number of its first optimizer step, from 1. */
  of(batches: readonly Batch[], firstStep: number): ReadonlyMap<string, HostTensor> {
    this.#makeRoom(batches.length, batches[0]?.labels.length ?? 0);
    this.#feeds.set(imagesFeed, stacked(batches, imagesOf));
    writeOneHot(this.#targets, batches);
    for (const { feed, tensorOf } of this.#masks) this.#feeds.set(feed, stacked(batches, tensorOf));
    for (const [at, batch] of batches.entries()) {
      const learningRate = learningRateOf(this.#recipe, batch);
      const values = optimizerScalars(this.#recipe, { step: firstStep + at, learningRate });
      for (const name in this.#scalars) (this.#scalars[name] as HostTensor).data[at] = values[name] as number;
    }
    return this.#feeds;
  }

  /** New arrays where those of the run before have another size. */
  #makeRoom(steps: number, count: number): void {
    const { shape } = this.#targets;
    if (shape[0] === steps && shape[1] === count) return;
    this.#targets = hostTensor([steps, count, this.#spec.classes]);
    this.#feeds.set(targetsFeed, this.#targets);
    const { learningRate } = this.#recipe.optimizer;
    const names = Object.keys(optimizerScalars(this.#recipe, { step: 1, learningRate }));
    this.#scalars = Object.fromEntries(names.map((name) => [name, hostTensor([steps])]));
    for (const name of names) this.#feeds.set(everyStep(name), this.#scalars[name] as HostTensor);
  }
}

const imagesOf = ({ images }: Batch): HostTensor => images;

function maskOf({ dropoutMasks }: Batch, layer: string): HostTensor {
  const mask = dropoutMasks.get(layer);
  if (mask === undefined) throw new BackendError("the batch has no mask for a dropout layer", { where: layer });
  return mask;
}

/** One tensor of each batch, along a new first dimension. */
function stacked(batches: readonly Batch[], tensorOf: (batch: Batch) => HostTensor): HostTensor {
  const [only] = batches;
  if (only === undefined) throw new RangeError("a run has a batch");
  const first = tensorOf(only);
  const shape = [batches.length, ...first.shape];
  if (batches.length === 1) return { shape, data: first.data };
  const size = elementCount(first.shape);
  const result = hostTensor(shape);
  for (const [at, batch] of batches.entries()) result.data.set(tensorOf(batch).data, at * size);
  return result;
}

/** Into [steps, labels, classes] 1 at each label and 0 elsewhere. Throws `DataError` for a label that is no class. */
function writeOneHot({ data, shape }: HostTensor, batches: readonly Batch[]): void {
  const classes = shape.at(-1) ?? 0;
  data.fill(0);
  let row = 0;
  for (const { labels } of batches) {
    for (const label of labels) {
      if (label < 0 || label >= classes) {
        throw new DataError("a label is no class of the model", {
          expected: `0 to ${classes - 1}`,
          got: String(label),
        });
      }
      data[row * classes + label] = 1;
      row += 1;
    }
  }
}
