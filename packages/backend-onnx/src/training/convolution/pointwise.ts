import { valueAt } from "../../graph-builder.ts";
import { pickBlocks, sumBlocks, toBlocks, toRows, transposedTable } from "../blocks.ts";
import { pixelCount } from "../feature-map.ts";
import { differences } from "../masks.ts";
import { rowsOf } from "../window-table.ts";
import type { ConvolutionAlgorithm } from "./problem.ts";

/** A 1×1 convolution is one matrix product of the pixels that it sees, at stride 1 all of them where they lie. */
export const pointwise: ConvolutionAlgorithm = (context, problem) => {
  const { graph } = context;
  const { kernel, table, groups } = problem;
  const input = context.pixelMajor(problem.input);
  const pixels = pixelCount(input);
  const reads = groups.map((group) => rowsOf(table, group));
  const blocks = toBlocks(graph, input.value, pixels);
  const seen = reads.map((read) => toRows(graph, pickBlocks(graph, blocks, pixels, read, 0), input.channels));
  return {
    outputs: seen.map((rows) => graph.op("MatMul", [rows, kernel])),
    backward: (running) => {
      const gradients = differences(graph, running);
      const byKernel = seen.map((rows, at) => graph.op("Gemm", [rows, valueAt(gradients, at)], { transA: 1 }));
      const toInput = () => {
        const read = Int32Array.from(reads.flatMap((group) => [...group]));
        const shares = graph.op("Gemm", [graph.concat(gradients, 0), kernel], { transB: 1 });
        const sums = sumBlocks(graph, toBlocks(graph, shares, read.length), read.length, transposedTable(read, pixels));
        return toRows(graph, sums, input.channels);
      };
      return { kernel: graph.sum(byKernel), input: input.needsGradient ? toInput() : null };
    },
  };
};
