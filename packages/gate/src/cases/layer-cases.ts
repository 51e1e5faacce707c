import type { LayerKind, ModelSpec, Optimizer } from "@evenkeel/core";
import type { KinkedKind } from "@evenkeel/models";
import { gradientLesson, stepsLesson } from "../lesson/lessons.ts";
import { smoothAdam } from "../lesson/recipes.ts";
import type { Lesson } from "../lesson/teach.ts";
import { sampleImages, type Values } from "../samples.ts";
import { layerSpecs } from "../specs/index.ts";
import { withStatistics, type GateCase } from "./gate-case.ts";
import { lossCases } from "./loss-cases.ts";
import { trainingCases } from "./training-cases.ts";

/** Images a batch: not to be divided evenly by 2, 3, 4 or more threads. */
const batchSize = 5;
/** Those tried on one network of a kind: the least, the usual one of a training, and the one of an evaluation. */
const otherSizes = [1, 32, 100];

/**
 * Steps by calls, as a training makes them: several equal batches in a call, another size within one, a size that the
 * call before ended with, and one seen before. The optimizer's state must outlive steps and calls. A call follows a
 * call twice, and a look once.
 */
const stepsOfCalls = [[3, 3, 7, 7], [7, 1], [3], [3]];

/**
 * What a kind is tried on beside plain values: where equal, non-positive or no values take another way through its
 * formula. A kind with kinks has such values.
 */
const specialValues: {
  readonly [K in LayerKind]: K extends KinkedKind ? readonly [Values, ...Values[]] : readonly Values[];
} = {
  conv2d: ["background"],
  "depthwise-conv2d": [],
  dense: [],
  "max-pool2d": ["quantised", "non-positive"],
  "average-pool2d": [],
  "global-average-pool2d": [],
  "batch-norm": ["far-from-zero"],
  relu: ["quantised", "large"],
  dropout: [],
  flatten: [],
  add: [],
  concat: [],
};

/** Over eight steps a larger rate lets rounding grow. */
const adam = { ...smoothAdam, learningRate: 0.125 };
const optimizers: Readonly<Record<string, Optimizer>> = {
  momentum: { kind: "sgd", learningRate: 0.1, momentum: 0.9 },
  adam,
};
/** Those that do not depend on where a gradient comes from are tried on one kind. */
const moreOptimizers: Readonly<Record<string, Optimizer>> = {
  sgd: { kind: "sgd", learningRate: 0.1, momentum: 0 },
  "adam-short-memory": { ...adam, beta1: 0.5, beta2: 0.75 },
  // Which JSON writes as integers.
  "adam-without-memory": { ...adam, beta1: 0, beta2: 0 },
};

/** All that is checked of one layer kind. */
export function layerCases(kind: LayerKind): GateCase[] {
  const specs = layerSpecs[kind];
  const [first] = specs;
  const special: readonly Values[] = specialValues[kind];
  const updates = Object.entries({ ...optimizers, ...(kind === "dense" && moreOptimizers) });
  return [
    ...specs.map((spec) => gradientCase(kind, spec, "real", imagesOf(spec, "real"))),
    ...otherSizes.map((count) => gradientCase(kind, first, "real", count)),
    ...special.flatMap((values) =>
      specs
        .filter((spec) => shows(spec, values))
        .map((spec) => gradientCase(kind, spec, values, imagesOf(spec, values))),
    ),
    ...updates.map(([name, optimizer]) => updateCase(kind, first, name, optimizer)),
    ...(kind === "dense" ? [...lossCases(), ...trainingCases()] : []),
  ];
}

/** Whether special values can change anything. */
function shows({ layers }: ModelSpec, values: Values): boolean {
  const has = (kind: LayerKind) => layers.some((layer) => layer.kind === kind);
  // What a layer before it rounds is large beside the variance.
  if (values === "far-from-zero") return layers[0]?.kind === "batch-norm";
  // Behind a batch normalisation it makes no difference which of two equal values a gradient goes to.
  if (values === "quantised") return !has("batch-norm");
  return values !== "background" || has("relu");
}

/** Two where they are large and sums not exact: gradients that are sums over many more pixels lose digits. */
function imagesOf({ input: { height } }: ModelSpec, values: Values): number {
  return height > 32 && !onKinks.has(values) ? 2 : batchSize;
}

const suffixes: Readonly<Record<Values, string>> = {
  real: "",
  quantised: "-ties",
  "non-positive": "-non-positive",
  background: "-on-background",
  large: "-large",
  tiny: "-tiny",
  "far-from-zero": "-far-from-zero",
};

const onKinks: ReadonlySet<Values> = new Set<Values>(["quantised", "non-positive", "background"]);

function gradientCase(kind: LayerKind, spec: ModelSpec, values: Values, count: number): GateCase {
  const lesson = () => withOtherSizes(gradientLesson(spec, values, count), values);
  const batch = count === imagesOf(spec, values) ? "" : `-batch-${count}`;
  const kinks = { lesson, onKinks: onKinks.has(values) };
  return {
    id: `${kind}/${variantOf(kind, spec)}${suffixes[values]}${batch}`,
    scope: "layer",
    subject: kind,
    spec,
    parts: [
      { work: "predicting", quantities: ["logits"], ...kinks },
      { work: "gradients", quantities: withStatistics(spec, ["loss", "gradients"]), ...kinks },
    ],
  };
}

function updateCase(kind: LayerKind, spec: ModelSpec, name: string, optimizer: Optimizer): GateCase {
  const lesson = () => stepsLesson(spec, optimizer, stepsOfCalls);
  const id = `${kind}/${variantOf(kind, spec)}-${name}`;
  const quantities = withStatistics(spec, ["loss", "update", "logits"]);
  return { id, scope: "layer", subject: kind, spec, parts: [{ work: "update", quantities, lesson, onKinks: false }] };
}

/** Asks about batches of other sizes, too: a model object must not keep the size of its first batch. */
function withOtherSizes(lesson: Lesson, values: Values): Lesson {
  const others = [1, 3].map((count) => sampleImages(lesson.source.spec, count, values));
  return { ...lesson, questions: [...lesson.questions, ...others] };
}

/** The spec's name without the kind that it begins with. */
function variantOf(kind: LayerKind, { name }: ModelSpec): string {
  return name === kind ? "plain" : name.slice(kind.length + 1);
}
