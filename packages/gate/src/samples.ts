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
 * bias, so that whole areas before a relu are exactly 0, as at the start of a training on drawn images. `large`, `tiny`
 * and `far-from-zero`: real weights, and images in ±16, in ±2⁻¹⁰ or in 1 ± 2⁻⁵, so that values pass any small bound,
 * gradients come near an optimizer's ε, or a variance is small beside the square of its mean. The last are multiples of
 * 2⁻⁹, whose sums are
 * exact: the mean of a plain sum is right, and only the sum of the squares is not.
 */
export type Values = "real" | "quantised" | "non-positive" | "background" | "large" | "tiny" | "far-from-zero";

/** Of images with real numbers: what is added to numbers in ±`spread`. */
const ranges: Readonly<Record<Exclude<Values, "quantised" | "non-positive">, { centre: number; spread: number }>> = {
  real: { centre: 0, spread: 1 },
  background: { centre: 0, spread: 1 },
  large: { centre: 0, spread: 16 },
  tiny: { centre: 0, spread: 2 ** -10 },
  "far-from-zero": { centre: 1, spread: 2 ** -5 },
};

/** One of those that leave no gradient of the small specs near zero: rounding would be all that is compared. */
const seed = 16;

/** Images [count, height, width, channels]; another `round` gives others. */
export function sampleImages(spec: ModelSpec, count: number, values: Values, round = 0): HostTensor {
  const { height, width, channels } = spec.input;
  const random = randomStream(seed, `${spec.name}/images/${round}/${count}`);
  const shape = [count, height, width, channels];
  const draw = (at: number): number => {
    const pixel = Math.floor(at / channels);
    if (
      values === "background" &&
      !(inMiddle(pixel % width, width) && inMiddle(Math.floor(pixel / width) % height, height))
    )
      return 0;
    const value = isReal(values) ? inRange(number(random, values), values) : random.below(3) - 1;
    return values === "non-positive" ? Math.abs(value) : value;
  };
  const data = new Float32Array(elementCount(shape));
  const drawn = Math.min(data.length, mostDrawn);
  for (let at = 0; at < drawn; at += 1) data[at] = draw(at);
  for (let at = drawn; at < data.length; at += drawn) data.copyWithin(at, 0, drawn);
  return hostTensor(shape, data);
}

/**
 * Longer ones repeat themselves, which is quicker. A prime: rows and images of any size start at another number each,
 * and stay unlike each other.
 */
const mostDrawn = 262_139;

/** In the middle third of a side. */
function inMiddle(at: number, size: number): boolean {
  return at >= Math.floor(size / 3) && at < Math.ceil((2 * size) / 3);
}

const isReal = (values: Values): values is keyof typeof ranges => values in ranges;

function inRange(drawn: number, values: keyof typeof ranges): number {
  const { centre, spread } = ranges[values];
  return centre + spread * (values === "far-from-zero" ? Math.round(16 * drawn) / 16 : drawn);
}

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
