import type { LayerOf } from "@evenkeel/core";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";
import { batchNorm } from "./batch-norm.ts";
import { conv2d } from "./conv2d.ts";

/**
 * Convolution and batch normalisation. The normalisation subtracts the batch's mean and with it any bias, so that the
 * bias is added to the moving mean alone instead of to the map. Its gradient is exactly 0.
 */
export function convNorm(
  context: TrainingContext,
  { conv, norm }: { readonly conv: LayerOf<"conv2d">; readonly norm: LayerOf<"batch-norm"> },
  input: FeatureMap,
): LayerStep {
  const convolution = conv2d(context, { ...conv, bias: false }, input, false);
  const step = batchNorm(context, norm, convolution.output, context.weight(conv.name, "bias"));
  return {
    output: step.output,
    backward: (gradient) =>
      step.backward(gradient).flatMap((share) => (share === null ? [null] : convolution.backward(share))),
  };
}
