import { valueAt } from "../../graph-builder.ts";
import type { ConvolutionAlgorithm } from "./problem.ts";
import { pixelCount } from "../feature-map.ts";
import { pickBlocks } from "../blocks.ts";
import { differences } from "../masks.ts";
import { outside, rowsOf, tapMajor } from "../window-table.ts";

/**
 * Convolution of the batch's images when they have few channels: rows of im2col would be a few numbers long, so the
 * matrix is laid out the other way round, [taps·channels, pixels·N], from runs of all images' same value.
 * The images themselves need no gradient.
 *
 * Going back, with groups 1, 2, …: the kernel's gradient Σ columnsₖ·gradientₖ is Σ (columnsₖ − columnsₖ₊₁)·sumₖ with
 * the running sums sumₖ = Σⱼ₌₁..ₖ gradientⱼ. Differences are taken of columns where these are much smaller than the
 * sums.
 */
export const channelColumns: ConvolutionAlgorithm = (context, { input, kernel, filters, table, groups }) => {
  const { graph } = context;
  const values = pixelCount(input) * input.channels;
  const byValue = graph.transpose(graph.reshape(input.value, [-1, values]), [1, 0]);
  const columns = groups.map((outputs) => {
    const pixels = tapMajor(rowsOf(table, outputs), table.taps);
    const chosen = eachChannel(pixels, outputs.length, input.channels);
    const picked = pickBlocks(graph, byValue, values, chosen, 0);
    return graph.reshape(picked, [table.taps * input.channels, -1]);
  });
  return {
    outputs: columns.map((column) => graph.op("Gemm", [column, kernel], { transA: 1 })),
    backward: (running) => {
      const ofColumns = 2 * table.taps * input.channels < filters;
      const factors = ofColumns ? differences(graph, columns.toReversed()).toReversed() : columns;
      const gradients = ofColumns ? running : differences(graph, running);
      return {
        kernel: graph.sum(factors.map((factor, at) => graph.op("MatMul", [factor, valueAt(gradients, at)]))),
        input: null,
      };
    },
  };
};

/** Pixels [taps, outputs] to the values [taps, channels, outputs] of an image stored [pixels, channels]. */
function eachChannel(pixels: Int32Array, outputs: number, channels: number): Int32Array {
  return Int32Array.from({ length: pixels.length * channels }, (_, at) => {
    const output = at % outputs;
    const channel = Math.floor(at / outputs) % channels;
    const tap = Math.floor(at / (outputs * channels));
    const pixel = pixels[tap * outputs + output] ?? outside;
    return pixel === outside ? outside : pixel * channels + channel;
  });
}
