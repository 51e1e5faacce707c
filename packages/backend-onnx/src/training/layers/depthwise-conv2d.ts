import type { LayerOf } from "@evenkeel/core";
import { pickBlocks, sumBlocks, toBlocks, toRows, transposedTable } from "../blocks.ts";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";
import { tapMajor, windowTable } from "../window-table.ts";

/** Every input channel has `multiplier` filters of its own: output channel = input channel · multiplier + filter. */
export function depthwiseConv2d(
  context: TrainingContext,
  layer: LayerOf<"depthwise-conv2d">,
  map: FeatureMap,
): LayerStep {
  const { graph, batch } = context;
  const input = context.pixelMajor(map);
  const table = windowTable(layer, input.height, input.width);
  const { outHeight, outWidth, outPixels, inputPixels, taps } = table;
  const { multiplier, name } = layer;
  const channels = input.channels * multiplier;
  const readings = tapMajor(table.pixels, taps);
  const picked = pickBlocks(graph, toBlocks(graph, input.value, inputPixels), inputPixels, readings, 0);
  const seen = graph.reshape(picked, [taps, -1, input.channels, 1]);
  const kernel = graph.reshape(context.weight(name, "kernel"), [taps, 1, input.channels, multiplier]);
  const sum = graph.op("ReduceSum", [graph.op("Mul", [seen, kernel]), graph.int64s([0])], { keepdims: 0 });
  const product = graph.reshape(sum, [-1, channels]);
  const value = layer.bias
    ? batch.perChannel("Add", product, outPixels, channels, context.weight(name, "bias"))
    : product;
  return {
    output: { ...input, value, height: outHeight, width: outWidth, channels, needsGradient: true },
    backward: (gradient) => {
      if (layer.bias) context.addGradient(name, "bias", batch.sumRows(gradient, outPixels, channels));
      const spread = graph.reshape(gradient, [1, -1, input.channels, multiplier]);
      const products = graph.op("Mul", [seen, spread]);
      context.addGradient(name, "kernel", graph.op("ReduceSum", [products, graph.int64s([1])], { keepdims: 0 }));
      if (!input.needsGradient) return [null];
      const shares = graph.op("ReduceSum", [graph.op("Mul", [spread, kernel]), graph.int64s([3])], { keepdims: 0 });
      const back = transposedTable(readings, inputPixels);
      const sums = sumBlocks(graph, toBlocks(graph, shares, taps * outPixels), taps * outPixels, back);
      return [toRows(graph, sums, input.channels)];
    },
  };
}
