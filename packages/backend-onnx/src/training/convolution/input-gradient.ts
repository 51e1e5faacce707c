import type { Value } from "../../graph-builder.ts";
import { appendRow, sumBlocks, toBlocks, toRows, transposedTable } from "../blocks.ts";
import type { TrainingContext } from "../context.ts";
import { outside, rowsOf, tapMajor } from "../window-table.ts";
import type { ConvolutionProblem } from "./problem.ts";

/**
 * The gradient of a convolution's input, [pixels·N, channels]: each tap's share is the output gradient times the tap's
 * transposed kernel, and the shares are added up where the taps had read (col2im).
 */
export function inputGradient(
  { graph }: TrainingContext,
  { input, kernel, filters, table, groups }: ConvolutionProblem,
  gradients: readonly Value[],
): Value {
  const { taps, inputPixels } = table;
  const outputs = Int32Array.from(groups.flatMap((group) => [...group]));
  const targets = tapMajor(rowsOf(table, outputs), taps);
  const dense = transposedTable(targets, inputPixels);
  // Pixels that fewer taps have read need a zero block. A zero pixel behind the output gradient makes one for each tap,
  // cheaper than appending to the shares, which are many times larger.
  const hasGaps = dense.sources.includes(outside);
  const perTap = outputs.length + (hasGaps ? 1 : 0);
  const sums = hasGaps
    ? transposedTable(targets, inputPixels, (reading) => reading + Math.floor(reading / outputs.length))
    : dense;

  const gradient = toBlocks(graph, graph.concat(gradients, 0), outputs.length);
  const rows = toRows(graph, hasGaps ? appendRow(graph, gradient, 0) : gradient, filters);
  const transposed = graph.transpose(graph.reshape(kernel, [taps, input.channels, filters]), [0, 2, 1]);
  const shares = toBlocks(graph, graph.op("MatMul", [rows, transposed]), taps * perTap);
  return toRows(graph, sumBlocks(graph, shares, taps * perTap, sums, outputs.length), input.channels);
}
