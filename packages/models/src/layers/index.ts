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
import type { LayerDefinition } from "./layer-definition.ts";
import { maxPool2d } from "./max-pool2d.ts";
import { relu } from "./relu.ts";

/** Every layer kind of core's schema; one without its definition does not compile. */
const layerDefinitions = {
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
} satisfies { readonly [K in LayerKind]: LayerDefinition<K> };

/** The kinds with kinks. */
export type KinkedKind = {
  [K in LayerKind]: (typeof layerDefinitions)[K]["hasKinks"] extends false ? never : K;
}[LayerKind];

/** The definition of a layer's kind. The table gives each kind its own type; a layer and its definition always fit. */
export function definitionOf<K extends LayerKind>({ kind }: { readonly kind: K }): LayerDefinition<K> {
  return layerDefinitions[kind] as unknown as LayerDefinition<K>;
}
