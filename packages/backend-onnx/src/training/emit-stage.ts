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

/** Writes one stage into the training graph. */
export function emitStage(
  context: TrainingContext,
  stage: Stage,
  inputs: readonly [FeatureMap, ...FeatureMap[]],
): LayerStep {
  const [input] = inputs;
  switch (stage.kind) {
    case "conv-pool":
      return convPool(context, stage, input);
    case "conv-norm":
      return convNorm(context, stage, input);
    case "conv2d":
      return conv2d(context, stage, input);
    case "depthwise-conv2d":
      return depthwiseConv2d(context, stage, input);
    case "dense":
      return dense(context, stage, input);
    case "max-pool2d":
      return maxPool2d(context, stage, input);
    case "average-pool2d":
      return averagePool2d(context, stage, input);
    case "global-average-pool2d":
      return globalAveragePool2d(context, input);
    case "batch-norm":
      return batchNorm(context, stage, input);
    case "relu":
      return relu(context, input);
    case "dropout":
      return dropout(context, stage, input);
    case "flatten":
      return flatten(context, input);
    case "add":
      return add(context, inputs);
    case "concat":
      return concat(context, inputs);
  }
}
