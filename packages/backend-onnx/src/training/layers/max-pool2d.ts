import type { LayerOf } from "@evenkeel/core";
import type { Value } from "../../graph-builder.ts";
import { valueAt } from "../../graph-builder.ts";
import { pickBlocks, sumBlocks, toBlocks, toRows, transposedTable } from "../blocks.ts";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { LayerStep } from "../layer-step.ts";
import { differences, passWhereNotNegative } from "../masks.ts";
import { tapMajor, tapPixels, windowTable } from "../window-table.ts";

/** What padding holds: the lowest float32, as differences of infinities are no numbers. */
const lowest = -(2 - 2 ** -23) * 2 ** 127;

export function maxPool2d(context: TrainingContext, layer: LayerOf<"max-pool2d">, map: FeatureMap): LayerStep {
  const { graph } = context;
  const input = context.pixelMajor(map);
  const table = windowTable(layer, input.height, input.width);
  const { outHeight, outWidth, outPixels, inputPixels, taps } = table;
  const blocks = toBlocks(graph, input.value, inputPixels);
  const seen = Array.from({ length: taps }, (_, tap) =>
    pickBlocks(graph, blocks, inputPixels, tapPixels(table, tap), lowest),
  );
  const maximum = firstMaximum(context, seen);
  return {
    output: { ...input, value: toRows(graph, maximum.value, input.channels), height: outHeight, width: outWidth },
    backward: (gradient) => {
      const running = maximum.backward(toBlocks(graph, gradient, outPixels));
      const shares = graph.concat(differences(graph, running), 0);
      const back = transposedTable(tapMajor(table.pixels, taps), inputPixels);
      return [toRows(graph, sumBlocks(graph, shares, taps * outPixels, back), input.channels)];
    },
  };
}

/**
 * The element-wise maximum of some values, and its gradient by the rule of PyTorch and TensorFlow: all of it goes to
 * the first of equal maxima. Going back, each value leaves to those before it what is not its own: all where it is not
 * greater than they. That gives the running sums of the values' gradients.
 */
export function firstMaximum(
  context: TrainingContext,
  values: readonly Value[],
): { readonly value: Value; backward(gradient: Value): Value[] } {
  const { graph } = context;
  const running: Value[] = [];
  for (const value of values) {
    const before = running.at(-1);
    running.push(before === undefined ? value : graph.op("Max", [before, value]));
  }
  return {
    value: valueAt(running, -1),
    backward: (gradient) => {
      const sums = [gradient];
      for (let at = values.length - 1; at > 0; at -= 1) {
        const lead = graph.op("Sub", [valueAt(running, at - 1), valueAt(values, at)]);
        sums.unshift(passWhereNotNegative(graph, lead, valueAt(sums, 0)));
      }
      return sums;
    },
  };
}
