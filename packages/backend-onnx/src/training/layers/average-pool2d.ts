import type { LayerOf } from "@evenkeel/core";
import type { BlockTable } from "../blocks.ts";
import { sumBlocks, toBlocks, toRows, transposedTable } from "../blocks.ts";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import { pixelCount } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";
import { outside, windowTable } from "../window-table.ts";

/** The mean over the window's pixels inside the image. */
export function averagePool2d(
  context: TrainingContext,
  layer: LayerOf<"average-pool2d">,
  input: FeatureMap,
): LayerStep {
  const { outHeight, outWidth, outPixels, taps, pixels } = windowTable(layer, input.height, input.width);
  const table = { results: outPixels, most: taps, sources: pixels };
  return averageBlocks(context, input, table, outHeight, outWidth);
}

/** The mean over all pixels, a vector of units. */
export function globalAveragePool2d(context: TrainingContext, input: FeatureMap): LayerStep {
  const pixels = pixelCount(input);
  const sources = Int32Array.from({ length: pixels }, (_, pixel) => pixel);
  return averageBlocks(context, input, { results: 1, most: pixels, sources }, 1, 1);
}

/** Sums whole pixels and divides by how many there were; back, every pixel gets the same part of the gradient. */
function averageBlocks(
  context: TrainingContext,
  map: FeatureMap,
  table: BlockTable,
  height: number,
  width: number,
): LayerStep {
  const { graph } = context;
  const input = context.pixelMajor(map);
  const { results, most, sources } = table;
  const parts = Float32Array.from({ length: results }, (_, result) => {
    const window = sources.subarray(result * most, (result + 1) * most);
    return 1 / window.reduce((count, pixel) => count + (pixel === outside ? 0 : 1), 0);
  });
  const part = graph.float32(parts, [results, 1]);
  const sums = sumBlocks(graph, toBlocks(graph, input.value, pixelCount(input)), pixelCount(input), table);
  return {
    output: { ...input, value: toRows(graph, graph.op("Mul", [sums, part]), input.channels), height, width },
    backward: (gradient) => {
      const shares = graph.op("Mul", [toBlocks(graph, gradient, results), part]);
      const back = transposedTable(sources, pixelCount(input), (reading) => Math.floor(reading / most));
      return [toRows(graph, sumBlocks(graph, shares, results, back), input.channels)];
    },
  };
}
