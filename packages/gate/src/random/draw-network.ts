import {
  randomStream,
  type LayerKind,
  type LayerOf,
  type ModelSpec,
  type RandomStream,
  type Shape,
} from "@evenkeel/core";
import { inferShapes } from "@evenkeel/models";
import { classes, placed, smallSpec, type Draft } from "../specs/small-spec.ts";

/**
 * A network of at most eight layers drawn at random before its head (six, or five and a branch, which are three): the
 * same one for the same seed and attempt.
 */
export function drawNetwork(seed: number, attempt: number): ModelSpec {
  const random = randomStream(seed, `random-network/${attempt}`);
  const input = [side(random), side(random), 1 + random.below(4)] as const;
  const build = (drafts: readonly Draft[]) => smallSpec(nameOf(seed), input, [...drafts, ...headOf(drafts, input)]);
  let drafts: readonly Draft[] = [];
  const count = 1 + random.below(6);
  for (let tries = 0; tries < 8 * count && drafts.length < count; tries += 1) {
    const next = [...drafts, ...drawLayers(random, drafts, shapeAfter(drafts, input))];
    if (fits(() => build(next))) drafts = next;
  }
  return build(drafts);
}

/** Of the network that a seed draws. */
export const nameOf = (seed: number): string => `random-${seed}`;

type Input = readonly [height: number, width: number, channels: number];

/** Mostly small, as the oracle is slow; now and then above 32 pixels. */
function side(random: RandomStream): number {
  return random.below(12) === 0 ? 33 + random.below(6) : 2 + random.below(10);
}

/** From images or vectors to logits. */
function headOf(drafts: readonly Draft[], input: Input): readonly Draft[] {
  const head: Draft = { kind: "dense", units: classes, bias: true, name: "logits" };
  return shapeAfter(drafts, input).length === 3 ? [{ kind: "flatten", name: "last-flatten" }, head] : [head];
}

/** What the drafts give, without the batch. */
function shapeAfter(drafts: readonly Draft[], [height, width, channels]: Input): Shape {
  const last = drafts.at(-1);
  if (last === undefined) return [height, width, channels];
  const layers = placed(drafts);
  // inferShapes looks at layers and input alone.
  const shapes = inferShapes({ input: { height, width, channels }, layers } as unknown as ModelSpec);
  return shapes.get(layers.at(-1)?.name ?? "") ?? [];
}

/** Whether a network can be built of it: its shapes fit. */
function fits(build: () => ModelSpec): boolean {
  try {
    build();
    return true;
  } catch {
    return false;
  }
}

type Drawn<K extends LayerKind> = Omit<LayerOf<K>, "name" | "inputs">;

/** A layer behind the drafts, or a branch that joins again; each with a name of its own. */
function drawLayers(random: RandomStream, drafts: readonly Draft[], shape: Shape): readonly Draft[] {
  const at = drafts.length;
  const from = drafts.at(-1)?.name ?? "input";
  const named = (draft: Drawn<LayerKind>): readonly Draft[] => [{ ...draft, name: `${draft.kind}-${at}` } as Draft];
  if (shape.length === 1) return named(pick(random, ofVector)(random));
  if (random.below(5) > 0) return named(pick(random, ofImage)(random));
  const kind = pick(random, ["add", "concat"]);
  const filters = 1 + random.below(4);
  const branch = (end: string): Draft => ({
    ...convolution(random),
    filters: kind === "add" ? filters : 1 + random.below(4),
    strides: [1, 1],
    padding: "same",
    name: `${kind}-${at}-${end}`,
    inputs: [from],
  });
  const ends = [branch("a"), branch("b")];
  return [...ends, { kind, name: `${kind}-${at}`, inputs: ends.map(({ name = "" }) => name) }];
}

/** One of the options, each as likely. */
export function pick<const T>(random: RandomStream, options: readonly T[]): T {
  return options[random.below(options.length)] as T;
}

const pair = (random: RandomStream, most: number): [number, number] => [1 + random.below(most), 1 + random.below(most)];
const padding = (random: RandomStream) => pick(random, ["valid", "same"]);
const flag = (random: RandomStream) => random.below(2) === 1;

/** Strides or dilation, or both for a convolution. */
const convolution = (random: RandomStream): Drawn<"conv2d"> => ({
  kind: "conv2d",
  filters: 1 + random.below(8),
  kernel: pair(random, random.below(4) === 0 ? 8 : 3),
  strides: random.below(2) === 0 ? [1, 1] : pair(random, 4),
  padding: padding(random),
  dilation: random.below(4) === 0 ? pair(random, 3) : [1, 1],
  bias: flag(random),
});

/** TensorFlow's kernels have no stride beside a dilation. */
function depthwise(random: RandomStream): Drawn<"depthwise-conv2d"> {
  const { filters, kernel, strides, dilation, ...others } = convolution(random);
  const isDilated = dilation.some((step) => step > 1);
  return {
    ...others,
    kind: "depthwise-conv2d",
    kernel,
    multiplier: 1 + (filters % 4),
    dilation,
    strides: isDilated ? [1, 1] : strides,
  };
}

const pool =
  (kind: "max-pool2d" | "average-pool2d") =>
  (random: RandomStream): Drawn<typeof kind> => ({
    kind,
    size: pair(random, random.below(4) === 0 ? 7 : 3),
    strides: pair(random, 3),
    padding: padding(random),
  });

const batchNorm = (random: RandomStream): Drawn<"batch-norm"> => ({
  kind: "batch-norm",
  epsilon: pick(random, [1e-3, 1e-5, 0.02]),
  momentum: pick(random, [0.9, 0.5, 0.75]),
});
const relu = (): Drawn<"relu"> => ({ kind: "relu" });
const dropout = (random: RandomStream): Drawn<"dropout"> => ({ kind: "dropout", rate: pick(random, [0.2, 0.5, 0.75]) });
const dense = (random: RandomStream): Drawn<"dense"> => ({
  kind: "dense",
  units: 1 + random.below(12),
  bias: flag(random),
});

type Draw = (random: RandomStream) => Drawn<LayerKind>;
const ofVector: readonly Draw[] = [dense, relu, batchNorm, dropout];
const ofImage: readonly Draw[] = [
  convolution,
  convolution,
  convolution,
  depthwise,
  pool("max-pool2d"),
  pool("average-pool2d"),
  batchNorm,
  relu,
  relu,
  dropout,
  () => ({ kind: "flatten" }),
  () => ({ kind: "global-average-pool2d" }),
];
