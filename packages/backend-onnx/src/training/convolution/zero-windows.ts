import type { Value } from "../../graph-builder.ts";
import { pickBlocks, toBlocks } from "../blocks.ts";
import type { TrainingContext } from "../context.ts";
import { isPositive } from "../masks.ts";
import { rowsOf, tapMajor } from "../window-table.ts";
import type { ConvolutionProblem } from "./problem.ts";

/**
 * 0 for each wanted output of each image whose whole window is 0, and 1 for the others: [outputs·N, 1].
 *
 * What a convolution gives there is exactly 0, but a fast algorithm adds up large numbers that only nearly cancel. On images with an empty
 * background and with a bias of 0 that decides on which side of a relu whole areas lie: the gradient of the bias was off by a quarter.
 */
export function nonzeroWindows({ graph }: TrainingContext, { input, table, groups }: ConvolutionProblem): Value {
  const outputs = Int32Array.from(groups.flatMap((group) => [...group]));
  const { taps, inputPixels } = table;
  const ones = graph.float32(
    Array.from({ length: input.channels }, () => 1),
    [1, input.channels],
  );
  // This way round a product with one row takes half to a quarter of what it takes with one column.
  const sums = graph.op("Gemm", [ones, graph.op("Abs", [input.value])], { transB: 1 });
  const reads = tapMajor(rowsOf(table, outputs), taps);
  const seen = pickBlocks(graph, toBlocks(graph, sums, inputPixels), inputPixels, reads, 0);
  const inWindow = graph.op("ReduceSum", [graph.reshape(seen, [taps, outputs.length, -1]), graph.int64s([0])], {
    keepdims: 0,
  });
  return graph.reshape(isPositive(graph, inWindow), [-1, 1]);
}
