/**
 * The gate catches wrong backends and names what is wrong: each fault is a small lie of the oracle in float32, and the
 * checks that fail say where it lies.
 */
import { layerKinds, type Layer, type LayerKind, type LayerOf, type ModelSpec, type Shape } from "@evenkeel/core";
import { inferShapes, windowGeometry, type WindowGeometry } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { gatePassed } from "../src/judge.ts";
import { runChecks } from "../src/run-checks.ts";
import { checkAll, failedChecks, type Check } from "./faults/check-all.ts";
import { float32Backend, type Faults } from "./faults/faulty-backend.ts";
import { layerFaults } from "./faults/layer-faults.ts";
import {
  imagesAboveThirtyTwo,
  laterLargeImagesBackward,
  rowFault,
  type rowFaults,
  sizeFaults,
} from "./faults/size-faults.ts";
import { statisticsFaults } from "./faults/statistics-faults.ts";
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

const byAdam = ({ optimizer }: Check) => optimizer.kind === "adam";
const byRememberingAdam = ({ optimizer }: Check) => optimizer.kind === "adam" && optimizer.beta1 > 0;
const byMomentum = ({ optimizer }: Check) => optimizer.kind === "sgd" && optimizer.momentum > 0;
const onTies = ({ id }: Check) => id.endsWith("-ties") || id.endsWith("-non-positive");
const onBackground = ({ id }: Check) => id.endsWith("-on-background");
const isOf =
  (subject: LayerKind) =>
  ({ subject: kind }: Check) =>
    kind === subject;
const batchOfMany = ({ batchSizes }: Check) => batchSizes.some((size) => size > 1);
const behindWeights = hasKind("batch-norm", ({ inputs: [input] }) => input !== "input");

const formulaFaults = { ...layerFaults, ...sizeFaults, ...statisticsFaults };

type FaultName = keyof typeof formulaFaults | keyof typeof trainingFaults;

const stepsOf = ({ batchSizes }: Check) => batchSizes.length;
const sharp = ({ optimizer }: Check) => optimizer.kind === "adam" && optimizer.epsilon < 1e-4;
const isFarFromZero = ({ id }: Check) => id.endsWith("-far-from-zero");

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
  adamEpsilonInsideRoot: { first: "update", where: byAdam },
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
  // A window of 42 values that has no positive one is rare.
  maximumFromZero: {
    first: "gradients",
    where: (check) => isOf("max-pool2d")(check) && check.id !== "max-pool2d/7x6-ties",
  },
  averageOverPadding: {
    first: "logits",
    where: (check) => isOf("average-pool2d")(check) && check.id.includes("/same-"),
  },
  unbiasedMovingVariance: {
    first: "statistics",
    // There the variance is a thousandth of the one that it moves.
    where: (check) => hasKind("batch-norm")(check) && !isFarFromZero(check),
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
  momentumLeftOut: { first: "update", where: byMomentum },
  adamOtherEpsilon: { first: "update", where: byAdam },
  adamWithoutBiasCorrection: { first: "update", where: byRememberingAdam },
  rateInsideVelocity: { first: "update", where: ({ id }) => id === "dense/momentum-step-rate" },
  stateForgotten: { first: "update", where: (check) => byRememberingAdam(check) || byMomentum(check) },

  // Right in most options, sizes, values and steps.
  momentumSignFromStepFour: { first: "update", where: byMomentum },
  biasCorrectionStopsAtThree: { first: "update", where: (check) => byRememberingAdam(check) && stepsOf(check) > 3 },
  biasCorrectionStopsAtThirty: { first: "update", where: (check) => byRememberingAdam(check) && stepsOf(check) > 30 },
  adamEpsilonRaised: { first: "update", where: sharp },
  epsilonHardCoded: { first: "logits", where: hasKind("batch-norm", ({ epsilon }) => epsilon !== 1e-3) },
  momentumHardCoded: { first: "statistics", where: hasKind("batch-norm", ({ momentum }) => momentum !== 0.9) },
  onePassVariance: { first: "loss", where: isFarFromZero },
  reluClippedAtSix: { first: "logits", where: (check) => isOf("relu")(check) && check.id.endsWith("-large") },
  concatGradientsSwapped: {
    first: "gradients",
    where: ({ id }) => id === "concat/equal-widths" || id === "concat/large-image",
  },
  kernelsAboveFive: { first: "logits", where: hasKind("conv2d", ({ kernel: [height] }) => height > 5) },
  strideThreeKernelThree: {
    first: "logits",
    where: hasKind("conv2d", ({ kernel, strides }) => kernel.join() === "3,3" && strides.join() === "3,3"),
  },
  maxPoolAtStrideOne: {
    first: "gradients",
    where: (check) =>
      isOf("max-pool2d")(check) && hasKind("max-pool2d", ({ strides }) => strides.join() === "1,1")(check),
  },
  depthwiseMultiplierThree: {
    first: "logits",
    where: hasKind("depthwise-conv2d", ({ multiplier }) => multiplier === 3),
  },
};

/** Images of the batches that show it. */
const rowFaultsSeenAt: Readonly<Record<keyof typeof rowFaults, readonly number[]>> = {
  rowsFromEight: [32, 100],
  rowsFromThirtyTwo: [100],
  batchesFromThirtyTwo: [32, 100],
  multiplesOfThirtyTwo: [32],
};

const faults: Readonly<Record<string, Faults>> = {
  ...Object.fromEntries(Object.entries(formulaFaults).map(([name, layers]) => [name, { layers }])),
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

  it.each(layerKinds.flatMap((kind) => Object.entries(rowFaultsSeenAt).map(([name, at]) => [name, kind, at] as const)))(
    "catches %s of %s",
    async (name, kind, sizes) => {
      const layers = rowFault(kind, name as keyof typeof rowFaults);
      const failed = await failedChecks(float32Backend({ layers }), [kind]);
      const found = failed.flatMap((id) => /-batch-(\d+)\//.exec(id)?.slice(1) ?? []);
      expect([...new Set(found)].map(Number).sort((a, b) => a - b)).toEqual(sizes);
      // Only trainings have batches of these sizes beside.
      expect(failed.filter((id) => !/-batch-|batches-of|-mebibytes/.test(id))).toEqual([]);
    },
  );

  // A dense layer has no image.
  const ofImages = layerKinds.filter((kind) => kind !== "dense");

  it.each(ofImages)("catches %s whose gradients of large images are wrong from the second on", async (kind) => {
    const failed = await failedChecks(float32Backend({ layers: laterLargeImagesBackward(kind) }), [kind]);
    expect(failed).toContain(`${kind}/large-image/gradients`);
    expect(failed.filter((id) => !/\/large-image.*\/gradients$/.test(id))).toEqual([]);
  });

  it.each(ofImages)("catches %s that reads 32 pixels a side", async (kind) => {
    const ids = await failedChecks(float32Backend({ layers: imagesAboveThirtyTwo(kind) }), [kind]);
    const failed = new Set(ids.map((id) => id.split("/")[1]));
    expect([...failed].filter((id) => id?.includes("large-image") !== true)).toEqual([]);
    expect([...failed]).toContain("large-image");
  });
});
