import type { GraphBuilder, Value } from "../../graph-builder.ts";
import { pickBlocks, toBlocks } from "../blocks.ts";
import type { TrainingContext } from "../context.ts";
import { isPositive } from "../masks.ts";
import { rowsOf, tapMajor } from "../window-table.ts";
import type { ConvolutionProblem } from "./problem.ts";

/**
 * For each output, of each image and for each filter, 0 where its whole window is 0, and 1 elsewhere: [outputs·N,
 * filters].
 *
 * What a convolution gives there is exactly 0, but a fast algorithm adds up large numbers that only nearly cancel. On
 * images with an empty background and with a bias of 0 that decides on which side of a relu whole areas lie: the
 * gradient of the bias was off by a quarter.
 */
export function nonzeroWindows(
  { graph }: TrainingContext,
  { input, table, filters }: ConvolutionProblem,
  outputs: Int32Array,
): Value {
  const { taps, inputPixels } = table;
  // This way round a product with one row takes half to a quarter of what it takes with one column.
  const sums = graph.op("Gemm", [row(graph, input.channels), graph.op("Abs", [input.value])], { transB: 1 });
  const reads = tapMajor(rowsOf(table, outputs), taps);
  const seen = pickBlocks(graph, toBlocks(graph, sums, inputPixels), inputPixels, reads, 0);
  const inWindow = graph.op("MatMul", [row(graph, taps), graph.reshape(seen, [taps, -1])]);
  // For every filter by a product: an operator that repeats one number for each row takes twice as long.
  return graph.op("MatMul", [graph.reshape(isPositive(graph, inWindow), [-1, 1]), row(graph, filters)]);
}

/** Ones, [1, count]. */
function row(graph: GraphBuilder, count: number): Value {
  return graph.float32(new Float32Array(count).fill(1), [1, count]);
}
