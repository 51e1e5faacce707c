import type { Layer, LayerKind, LayerOf, ModelSpec } from "@evenkeel/core";
import { parseModelSpec } from "@evenkeel/models";
import { recipeOf } from "../lesson/recipes.ts";

/** A layer that may leave out its name (then it is its kind) and its inputs (then the layer before it). */
export type Draft = {
  readonly [K in LayerKind]: Omit<LayerOf<K>, "name" | "inputs"> & {
    readonly name?: string;
    readonly inputs?: readonly string[];
  };
}[LayerKind];

/** At least one network. */
export type Specs = readonly [ModelSpec, ...ModelSpec[]];

/** The classes of every small spec. */
export const classes = 3;

/** A network for tests. `input` is [height, width, channels]. */
export function smallSpec(name: string, input: readonly [number, number, number], drafts: readonly Draft[]): ModelSpec {
  const [height, width, channels] = input;
  const spec = { name, title: name, origin: "gradient gate", input: { height, width, channels } };
  const recipe = recipeOf({ kind: "sgd", learningRate: 0.1, momentum: 0 });
  return parseModelSpec({ ...spec, classes, layers: placed(drafts), recipe }, name);
}

/** Drafts with their names and inputs. */
export function placed(drafts: readonly Draft[]): Layer[] {
  let previous = "input";
  return drafts.map((draft) => {
    const layer = { ...draft, name: draft.name ?? draft.kind, inputs: draft.inputs ?? [previous] } as Layer;
    previous = layer.name;
    return layer;
  });
}

type Pair = readonly [number, number];

interface WindowChoices {
  readonly strides?: Pair;
  readonly padding?: "valid" | "same";
  readonly dilation?: Pair;
  readonly bias?: boolean;
  readonly name?: string;
  readonly inputs?: readonly string[];
}

const defaults = { strides: [1, 1], padding: "valid", dilation: [1, 1], bias: true } as const;

export const conv = (filters: number, kernel: Pair, choices: WindowChoices = {}): Draft => ({
  kind: "conv2d",
  filters,
  kernel,
  ...defaults,
  ...choices,
});

export const depthwise = (multiplier: number, kernel: Pair, choices: WindowChoices = {}): Draft => ({
  kind: "depthwise-conv2d",
  multiplier,
  kernel,
  ...defaults,
  ...choices,
});

export const dense = (units: number, choices: { name?: string; inputs?: readonly string[]; bias?: boolean } = {}) =>
  ({ kind: "dense", units, bias: true, ...choices }) satisfies Draft;

export const batchNorm = (name = "batch-norm", choices: { epsilon?: number; momentum?: number } = {}): Draft => ({
  kind: "batch-norm",
  name,
  epsilon: 1e-3,
  momentum: 0.9,
  ...choices,
});

export const relu = (name = "relu"): Draft => ({ kind: "relu", name });

export const flatten = (): Draft => ({ kind: "flatten" });

export const globalAveragePool = (): Draft => ({ kind: "global-average-pool2d" });

export const join = (kind: "add" | "concat", inputs: readonly string[], name: string = kind): Draft => ({
  kind,
  name,
  inputs,
});

/** The layers that turn an image into logits, each pixel with weights of its own. */
export const toLogits = (): readonly Draft[] => [flatten(), dense(classes, { name: "logits" })];

/** The tested layers on an image with sides above 32 pixels, behind a 1×1 convolution named `before`. */
export const onLargeImage = (name: string, tested: readonly Draft[]): ModelSpec =>
  smallSpec(name, [37, 34, 2], [conv(2, [1, 1], { name: "before", bias: false }), ...tested, ...toLogits()]);
