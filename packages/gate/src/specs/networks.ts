/** Small networks that put the layer kinds together as real ones do. */
import type { ModelSpec } from "@evenkeel/core";
import {
  batchNorm,
  classes,
  conv,
  dense,
  depthwise,
  globalAveragePool,
  join,
  relu,
  smallSpec,
  toLogits,
  type Draft,
} from "./small-spec.ts";

const same = { padding: "same", bias: false } as const;
const halving = { ...same, strides: [2, 2] } as const;
const head: readonly Draft[] = [globalAveragePool(), dense(classes, { name: "logits" })];

/** One stage as in He et al. 2016: a residual block, then a block that halves the image and projects its shortcut. */
const residual = smallSpec(
  "residual-network",
  [9, 7, 2],
  [
    conv(4, [3, 3], { ...same, name: "stem" }),
    batchNorm("stem-norm"),
    relu("stem-relu"),
    conv(4, [3, 3], { ...same, name: "a1" }),
    batchNorm("a1-norm"),
    relu("a1-relu"),
    conv(4, [3, 3], { ...same, name: "a2" }),
    batchNorm("a2-norm"),
    join("add", ["stem-relu", "a2-norm"], "a-sum"),
    relu("a"),
    conv(6, [3, 3], { ...halving, name: "b1" }),
    batchNorm("b1-norm"),
    conv(6, [1, 1], { ...halving, name: "shortcut", inputs: ["a"] }),
    join("add", ["shortcut", "b1-norm"], "b-sum"),
    relu("b"),
    ...head,
  ],
);

/** Depthwise-separable convolutions as in Howard et al. 2017. */
const separable = smallSpec(
  "separable-network",
  [9, 8, 3],
  [
    conv(4, [3, 3], { ...halving, name: "stem" }),
    batchNorm("stem-norm"),
    relu("stem-relu"),
    depthwise(2, [3, 3], { ...same, name: "depthwise" }),
    batchNorm("depthwise-norm"),
    relu("depthwise-relu"),
    conv(6, [1, 1], { bias: false, name: "pointwise" }),
    batchNorm("pointwise-norm"),
    relu("pointwise-relu"),
    ...head,
  ],
);

/** Branches of different reach beside each other, as in Szegedy et al. 2015. */
const branching = smallSpec(
  "branching-network",
  [8, 9, 2],
  [
    conv(4, [3, 3], { name: "stem" }),
    relu("stem-relu"),
    conv(2, [1, 1], { name: "narrow", inputs: ["stem-relu"] }),
    conv(3, [3, 3], { padding: "same", dilation: [2, 2], name: "wide", inputs: ["stem-relu"] }),
    { kind: "max-pool2d", name: "pooled", inputs: ["stem-relu"], size: [3, 3], strides: [1, 1], padding: "same" },
    join("concat", ["narrow", "wide", "pooled"]),
    relu(),
    { kind: "average-pool2d", size: [2, 2], strides: [2, 2], padding: "same" },
    { kind: "dropout", rate: 0.25 },
    ...toLogits(),
  ],
);

export const networkSpecs: readonly ModelSpec[] = [residual, separable, branching];
