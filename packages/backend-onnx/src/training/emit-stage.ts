import type { TrainingContext } from "./context.ts";
import type { FeatureMap } from "./feature-map.ts";
import type { LayerStep } from "./layer-step.ts";
import { add } from "./layers/add.ts";
import { averagePool2d, globalAveragePool2d } from "./layers/average-pool2d.ts";
import { batchNorm } from "./layers/batch-norm.ts";
import { concat } from "./layers/concat.ts";
import { conv2d } from "./layers/conv2d.ts";
import { convNorm } from "./layers/conv-norm.ts";
import { convPool } from "./layers/conv-pool.ts";
import { dense } from "./layers/dense.ts";
import { depthwiseConv2d } from "./layers/depthwise-conv2d.ts";
import { dropout } from "./layers/dropout.ts";
import { flatten } from "./layers/flatten.ts";
import { maxPool2d } from "./layers/max-pool2d.ts";
import { relu } from "./layers/relu.ts";
import type { Stage } from "./stages.ts";

type Inputs = readonly [FeatureMap, ...FeatureMap[]];
type Emit<K extends Stage["kind"]> = (
  context: TrainingContext,
  stage: Extract<Stage, { kind: K }>,
  inputs: Inputs,
) => LayerStep;

const emitters: { readonly [K in Stage["kind"]]: Emit<K> } = {
  "conv-pool": (context, stage, [input]) => convPool(context, stage, input),
  "conv-norm": (context, stage, [input]) => convNorm(context, stage, input),
  conv2d: (context, stage, [input]) => conv2d(context, stage, input),
  "depthwise-conv2d": (context, stage, [input]) => depthwiseConv2d(context, stage, input),
  dense: (context, stage, [input]) => dense(context, stage, input),
  "max-pool2d": (context, stage, [input]) => maxPool2d(context, stage, input),
  "average-pool2d": (context, stage, [input]) => averagePool2d(context, stage, input),
  "global-average-pool2d": (context, _, [input]) => globalAveragePool2d(context, input),
  "batch-norm": (context, stage, [input]) => batchNorm(context, stage, input),
  relu: (context, _, [input]) => relu(context, input),
  dropout: (context, stage, [input]) => dropout(context, stage, input),
  flatten: (context, _, [input]) => flatten(context, input),
  add: (context, _, inputs) => add(context, inputs),
  concat: (context, _, inputs) => concat(context, inputs),
};

/** Writes a stage into the training graph. The table types each kind by itself; a stage and its writer always fit. */
export function emitStage(context: TrainingContext, stage: Stage, inputs: Inputs): LayerStep {
  return (emitters[stage.kind] as Emit<Stage["kind"]>)(context, stage, inputs);
}
