import {
  elementCount,
  hostTensor,
  randomStream,
  type Batch,
  type HostTensor,
  type ModelSpec,
  type RandomStream,
  type Weights,
} from "@evenkeel/core";
import { dropoutMasks, weightSlots, type WeightSlot } from "@evenkeel/models";

/**
 * What numbers a check computes with. `real`: anywhere in ±1. `quantised`: images of −1, 0 and 1 and weights in
 * quarters, so that sums are exact in float32 and equal values (ties of a maximum, zeros before a relu) are frequent.
 * `non-positive`: quantised, with images ≥ 0 and weights ≤ 0, so that windows behind a first convolution or batch
 * normalisation hold no positive value. `background`: real numbers in the middle of an image, 0 around it and for every
 * bias, so that whole areas before a relu are exactly 0, as at the start of a training on drawn images.
 */
export type Values = "real" | "quantised" | "non-positive" | "background";

/** One of those that leave no gradient of the small specs near zero: rounding would be all that is compared. */
const seed = 16;

/** Images [count, height, width, channels]; another `round` gives others. */
export function sampleImages(spec: ModelSpec, count: number, values: Values, round = 0): HostTensor {
  const { height, width, channels } = spec.input;
  const random = randomStream(seed, `${spec.name}/images/${round}/${count}`);
  const shape = [count, height, width, channels];
  const draw = (_: unknown, at: number) => {
    const pixel = Math.floor(at / channels);
    if (
      values === "background" &&
      !(inMiddle(pixel % width, width) && inMiddle(Math.floor(pixel / width) % height, height))
    )
      return 0;
    const value = isReal(values) ? number(random, values) : random.below(3) - 1;
    return values === "non-positive" ? Math.abs(value) : value;
  };
  return hostTensor(shape, Float32Array.from({ length: elementCount(shape) }, draw));
}

/** In the middle third of a side. */
function inMiddle(at: number, size: number): boolean {
  return at >= Math.floor(size / 3) && at < Math.ceil((2 * size) / 3);
}

const isReal = (values: Values): boolean => values === "real" || values === "background";

/** A batch whose labels go round the classes, with the masks of its dropout layers. */
export function sampleBatch(spec: ModelSpec, count: number, values: Values, round = 0): Batch {
  return {
    images: sampleImages(spec, count, values, round),
    labels: Int32Array.from({ length: count }, (_, n) => (n * 2 + round + 1) % spec.classes),
    dropoutMasks: dropoutMasks(spec, { seed, step: round, batch: count }),
  };
}

/**
 * Weights with nothing left at a neutral value (but the biases of `background`): betas and moving means are not 0,
 * gammas and variances not 1.
 */
export function sampleWeights(spec: ModelSpec, values: Values): Weights {
  return new Map(weightSlots(spec).map((slot) => [slot.name, sampleWeight(spec, slot, values)]));
}

function sampleWeight(spec: ModelSpec, { name, slot, shape }: WeightSlot, values: Values): HostTensor {
  const random = randomStream(seed, `${spec.name}/${name}/${values}`);
  const scale = slot === "kernel" && isReal(values) ? 2 / Math.sqrt(elementCount(shape.slice(0, -1))) : 0.5;
  const positive = slot === "gamma" || slot === "movingVariance";
  const draw = () => {
    if (slot === "bias" && values === "background") return 0;
    const value = number(random, values) * scale;
    if (positive) return 1 + value;
    if (values !== "non-positive") return value;
    return -Math.abs(value) - (slot === "beta" ? belowNormalised : 0);
  };
  return hostTensor(shape, Float32Array.from({ length: elementCount(shape) }, draw));
}

/** More than what gamma makes of the largest normalised value of non-positive samples. */
const belowNormalised = 2;

/** In ±1. */
function number(random: RandomStream, values: Values): number {
  return isReal(values) ? 2 * random.uniform() - 1 : (random.below(5) - 2) / 2;
}
