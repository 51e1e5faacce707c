import { valueAt } from "../../graph-builder.ts";
import type { LayerOf } from "@evenkeel/core";
import type { TrainingContext } from "../context.ts";
import { chooseConvolution, convolutionAlgorithm } from "../convolution/choose.ts";
import type { ConvolutionResult } from "../convolution/problem.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";
import type { WindowTable } from "../window-table.ts";
import { windowTable } from "../window-table.ts";

type Conv2d = LayerOf<"conv2d">;

export function conv2d(context: TrainingContext, layer: Conv2d, input: FeatureMap, keepsZeros = true): LayerStep {
  const table = windowTable(layer, input.height, input.width);
  const convolution = convolve(context, layer, input, table, [allOutputs(table)], keepsZeros);
  const product = valueAt(convolution.outputs, 0);
  const { outHeight, outWidth, outPixels } = table;
  const value = layer.bias
    ? context.batch.perChannel("Add", product, outPixels, layer.filters, context.weight(layer.name, "bias"))
    : product;
  return {
    output: {
      value,
      height: outHeight,
      width: outWidth,
      channels: layer.filters,
      order: "pixel-major",
      needsGradient: true,
    },
    backward: (gradient) => {
      if (layer.bias)
        context.addGradient(layer.name, "bias", context.batch.sumRows(gradient, outPixels, layer.filters));
      const { kernel, input: inputGradient } = convolution.backward([gradient]);
      context.addGradient(layer.name, "kernel", kernel);
      return [inputGradient];
    },
  };
}

/** The convolution of a layer without its bias, for groups of output pixels. */
export function convolve(
  context: TrainingContext,
  layer: Conv2d,
  input: FeatureMap,
  table: WindowTable,
  groups: readonly Int32Array[],
  keepsZeros = true,
): ConvolutionResult {
  const weight = context.weight(layer.name, "kernel");
  const kernel = context.graph.reshape(weight, [table.taps * input.channels, layer.filters]);
  const problem = { layer, input, kernel, filters: layer.filters, table, groups, keepsZeros };
  const name = chooseConvolution(problem, context.choices.convolutions);
  return convolutionAlgorithm(name)(context, problem);
}

export function allOutputs(table: WindowTable): Int32Array {
  return Int32Array.from({ length: table.outPixels }, (_, output) => output);
}
