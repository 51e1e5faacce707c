import type { LayerOf } from "@evenkeel/core";
import type { Value } from "../../graph-builder.ts";
import { valueAt } from "../../graph-builder.ts";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";
import { isPartition, tapPixels, windowTable } from "../window-table.ts";
import { allOutputs, convolve } from "./conv2d.ts";
import { firstMaximum, maxPool2d } from "./max-pool2d.ts";
import { reluGradient } from "./relu.ts";

/**
 * Convolution, relu (where there is one) and max-pooling as one step, in the order convolution, pooling, bias, relu:
 * equal up to rounding, because both bias and relu keep the order of numbers, and bias and relu then work on the
 * smaller map.
 */
export function convPool(
  context: TrainingContext,
  layers: { readonly conv: LayerOf<"conv2d">; readonly relu: boolean; readonly pool: LayerOf<"max-pool2d"> },
  input: FeatureMap,
): LayerStep {
  const { graph, batch } = context;
  const { conv } = layers;
  const pooled = pooledConvolution(context, conv, layers.pool, input);
  const { height, width } = pooled.output;
  const biased = conv.bias
    ? batch.perChannel("Add", pooled.output.value, height * width, conv.filters, context.weight(conv.name, "bias"))
    : pooled.output.value;
  const value = layers.relu ? graph.op("Relu", [biased]) : biased;
  return {
    output: { ...pooled.output, value },
    backward: (gradient) => {
      const passed = layers.relu ? reluGradient(context, value, gradient) : gradient;
      if (conv.bias) context.addGradient(conv.name, "bias", batch.sumRows(passed, height * width, conv.filters));
      return pooled.backward(passed);
    },
  };
}

/** Where pooling windows do not overlap, the convolution computes one group of pixels for each window position. */
function pooledConvolution(
  context: TrainingContext,
  conv: LayerOf<"conv2d">,
  pool: LayerOf<"max-pool2d">,
  input: FeatureMap,
): LayerStep {
  const table = windowTable(conv, input.height, input.width);
  const windows = windowTable(pool, table.outHeight, table.outWidth);
  const byPosition = isPartition(windows);
  const groups = byPosition
    ? Array.from({ length: windows.taps }, (_, tap) => tapPixels(windows, tap))
    : [allOutputs(table)];
  const convolution = convolve(context, conv, input, table, groups);
  const backward = (running: readonly Value[]): readonly (Value | null)[] => {
    const result = convolution.backward(running);
    context.addGradient(conv.name, "kernel", result.kernel);
    return [result.input];
  };
  const size = { channels: conv.filters, order: "pixel-major", needsGradient: true } as const;
  if (byPosition) {
    const maximum = firstMaximum(context, convolution.outputs);
    const output = { ...size, value: maximum.value, height: windows.outHeight, width: windows.outWidth };
    return { output, backward: (gradient) => backward(maximum.backward(gradient)) };
  }
  const value = valueAt(convolution.outputs, 0);
  const step = maxPool2d(context, pool, { ...size, value, height: table.outHeight, width: table.outWidth });
  return {
    output: step.output,
    backward: (gradient) => backward(step.backward(gradient).filter((share) => share !== null)),
  };
}
