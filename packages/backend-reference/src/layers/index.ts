import type { LayerKind } from "@evenkeel/core";
import { add } from "./add.ts";
import { averagePool2d } from "./average-pool2d.ts";
import { batchNorm } from "./batch-norm.ts";
import { concat } from "./concat.ts";
import { conv2d } from "./conv2d.ts";
import { dense } from "./dense.ts";
import { depthwiseConv2d } from "./depthwise-conv2d.ts";
import { dropout } from "./dropout.ts";
import { flatten } from "./flatten.ts";
import { globalAveragePool2d } from "./global-average-pool2d.ts";
import type { LayerCall, LayerResult, LayerRule, LayerRules } from "./layer-rule.ts";
import { maxPool2d } from "./max-pool2d.ts";
import { relu } from "./relu.ts";

/** The formulas of every layer kind. */
export const layerRules: LayerRules = {
  conv2d,
  "depthwise-conv2d": depthwiseConv2d,
  dense,
  "max-pool2d": maxPool2d,
  "average-pool2d": averagePool2d,
  "global-average-pool2d": globalAveragePool2d,
  "batch-norm": batchNorm,
  relu,
  dropout,
  flatten,
  add,
  concat,
};

/** Computes one layer by the rule of its kind; the table's type makes a layer and its rule fit. */
export function computeLayer(rules: LayerRules, call: LayerCall): LayerResult {
  return (rules[call.layer.kind] as LayerRule<LayerKind>)(call);
}
