/**
 * The gate catches wrong backends and names what is wrong: each fault is a small lie of the oracle in float32, and the
 * checks that fail say where it lies.
 */
import type { Layer, LayerKind, LayerOf, ModelSpec, Shape } from "@evenkeel/core";
import { inferShapes, windowGeometry, type WindowGeometry } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { gatePassed, runChecks } from "../src/run-checks.ts";
import { checkAll, type Check } from "./faults/check-all.ts";
import { float32Backend, type Faults } from "./faults/faulty-backend.ts";
import { layerFaults } from "./faults/layer-faults.ts";
import { trainingFaults } from "./faults/training-faults.ts";

/** How a fault shows. */
interface Signature {
  /** The first quantity that is wrong: nothing that is computed before it fails. */
  readonly first: "logits" | "loss" | "gradients" | "statistics" | "update";
  /** Where: that quantity fails in exactly these cases, and nothing at all fails in any other. */
  readonly where: (check: Check) => boolean;
  /** What every failed check of that quantity says. */
  readonly says?: RegExp;
}

const hasKind =
  <K extends LayerKind>(kind: K, test: (layer: LayerOf<K>, input: Shape) => boolean = () => true) =>
  ({ spec }: { spec: ModelSpec }) => {
    const shapes = inferShapes(spec);
    return spec.layers.some(
      (layer: Layer) => layer.kind === kind && test(layer as LayerOf<K>, shapes.get(layer.inputs[0]) ?? []),
    );
  };

const padded = (test: (around: WindowGeometry) => boolean) =>
  hasKind("conv2d", (layer, [height = 0, width = 0]) => test(windowGeometry({ ...layer, height, width })));

const optimizedBy =
  (...names: readonly string[]) =>
  ({ id }: Check) =>
    names.some((name) => id.endsWith(`-${name}`));
const onTies = ({ id }: Check) => id.endsWith("-ties") || id.endsWith("-non-positive");
const onBackground = ({ id }: Check) => id.endsWith("-on-background");
const isOf =
  (subject: LayerKind) =>
  ({ subject: kind }: Check) =>
    kind === subject;
const batchOfMany = ({ batchSizes }: Check) => batchSizes.some((size) => size > 1);
const behindWeights = hasKind("batch-norm", ({ inputs: [input] }) => input !== "input");

type FaultName = keyof typeof layerFaults | keyof typeof trainingFaults;

const signatures: Readonly<Record<FaultName, Signature>> = {
  // The ten that were asked for.
  noConvolutionBias: {
    first: "gradients",
    // In front of a batch normalisation it is zero in truth.
    where: (check) => hasKind("conv2d", ({ bias }) => bias)(check) && check.id !== "batch-norm/behind-bias",
    says: /\.bias \(conv2d\) differs .* all of it is 0/,
  },
  transposedKernel: {
    first: "logits",
    where: hasKind("conv2d", ({ kernel: [height, width] }) => height === width && height > 1),
  },
  adamEpsilonInsideRoot: { first: "update", where: optimizedBy("adam", "adam-short-memory", "adam-without-memory") },
  paddingOffByOne: { first: "logits", where: padded(({ padBottom, padRight }) => padBottom + padRight > 0) },
  flattenChannelsFirst: {
    first: "logits",
    where: hasKind("flatten", (_, [height = 1, width = 1, channels = 1]) => height * width > 1 && channels > 1),
  },
  lastMaximum: {
    first: "gradients",
    // Behind a batch normalisation equal values have equal shares in its gradient.
    where: (check) => isOf("max-pool2d")(check) && onTies(check) && !hasKind("batch-norm")(check),
  },
  staleStatistics: { first: "statistics", where: hasKind("batch-norm"), says: /\.moving\w+ .* all of it is 0/ },
  lossAveragedTwice: { first: "loss", where: batchOfMany },
  learningRateOffByOnePercent: { first: "gradients", where: () => true, says: /all of it is 1\.01 times/ },
  dropoutMaskUnscaled: { first: "loss", where: isOf("dropout") },

  // More of each kind.
  noDenseBias: { first: "gradients", where: () => true, says: /\.bias \(dense\) differs .* all of it is 0/ },
  noDepthwiseBias: {
    first: "gradients",
    where: hasKind("depthwise-conv2d", ({ bias }) => bias),
    says: /\.bias \(depthwise-conv2d\) differs .* all of it is 0/,
  },
  transposedDenseKernel: { first: "logits", where: () => true },
  oddPaddingFirst: {
    first: "logits",
    where: padded(({ padTop, padBottom, padLeft, padRight }) => padTop !== padBottom || padLeft !== padRight),
  },
  maximumFromZero: { first: "gradients", where: isOf("max-pool2d") },
  averageOverPadding: {
    first: "logits",
    where: (check) => isOf("average-pool2d")(check) && check.id.includes("/same-"),
  },
  unbiasedMovingVariance: {
    first: "statistics",
    where: hasKind("batch-norm"),
    says: /\.movingVariance \(batch-norm\)/,
  },
  constantStatistics: { first: "gradients", where: behindWeights },
  predictsWithBatchStatistics: { first: "logits", where: hasKind("batch-norm") },
  dropoutWithoutMask: { first: "loss", where: isOf("dropout") },
  reluLeaksAtZero: {
    first: "gradients",
    where: (check) => (isOf("relu")(check) && onTies(check)) || onBackground(check),
  },
  // On quantised values sums cancel to 0, too.
  noiseOfZeros: { first: "gradients", where: (check) => onBackground(check) || check.id === "relu/behind-relu-ties" },
  addForgetsOthers: { first: "gradients", where: isOf("add") },
  lossSummed: { first: "loss", where: batchOfMany },
  gradientOverFixedBatch: { first: "gradients", where: ({ batchSizes }) => batchSizes.some((size) => size !== 5) },
  momentumLeftOut: { first: "update", where: optimizedBy("momentum") },
  adamOtherEpsilon: { first: "update", where: optimizedBy("adam", "adam-short-memory", "adam-without-memory") },
  adamWithoutBiasCorrection: { first: "update", where: optimizedBy("adam", "adam-short-memory") },
  stateForgotten: { first: "update", where: optimizedBy("momentum", "adam", "adam-short-memory") },
};

const faults: Readonly<Record<string, Faults>> = {
  ...Object.fromEntries(Object.entries(layerFaults).map(([name, layers]) => [name, { layers }])),
  ...trainingFaults,
};

/** The order in which a case computes its quantities. After an update everything follows from it. */
function rank({ work, quantity }: Pick<Check, "work" | "quantity">): number {
  if (work === "predicting") return 0;
  if (work === "update") return quantity === "update" ? 4 : 5;
  return ["loss", "gradients", "statistics"].indexOf(quantity) + 1;
}
const works = {
  logits: "predicting",
  loss: "gradients",
  gradients: "gradients",
  statistics: "gradients",
  update: "update",
} as const;

describe("the gate", () => {
  it("passes an honest float32 backend", async () => {
    const results = await runChecks(float32Backend());
    expect(results.filter(({ verdict }) => verdict !== "passed")).toEqual([]);
    expect(gatePassed(results)).toBe(true);
  });

  it.each(Object.entries(signatures))("catches and names %s", async (name, { first, where, says = /./ }) => {
    const checked = await checkAll(float32Backend(faults[name]));
    const failed = checked.filter(([, { verdict }]) => verdict !== "passed");
    const order = rank({ work: works[first], quantity: first });
    const ids = (checks: typeof checked) => checks.map(([{ id, quantity }]) => `${id}/${quantity}`);

    expect(ids(failed.filter(([check]) => rank(check) < order))).toEqual([]);
    expect(ids(failed.filter(([check]) => rank(check) === order))).toEqual(
      ids(checked.filter(([check]) => rank(check) === order && where(check))),
    );
    expect(ids(failed.filter(([check]) => !where(check)))).toEqual([]);
    for (const [, { verdict, message }] of failed) expect(verdict, message).toBe("failed");
    const messages = failed.filter(([check]) => rank(check) === order).map(([, { message }]) => message);
    expect(messages.filter((message) => !says.test(message))).toEqual([]);
  });
});
