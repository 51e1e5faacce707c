import type { GraphBuilder, Value } from "../../graph-builder.ts";
import { pickBlocks, sumBlocks, toBlocks, toRows, transposedTable } from "../blocks.ts";
import { pixelCount } from "../feature-map.ts";
import { outside } from "../window-table.ts";
import type { ConvolutionAlgorithm } from "./problem.ts";
import { planTiles } from "./tiles.ts";
import type { Matrix } from "./toom-cook.ts";
import { fastMatrices, transposedMatrix } from "./toom-cook.ts";

/**
 * Convolution by tiles of `size` × `size` outputs with (size + taps − 1)² multiplications each instead of size²·taps²
 * (Lavin & Gray 2015). With A, B, G of `toom-cook.ts`: V = B·data, U = G·kernel, M = V·U place by place, outputs = A·M.
 * All steps are linear, so the gradients are the transposed steps: dM = Aᵀ·d, dU = Vᵀ·dM, dkernel = Gᵀ·dU, dV = dM·Uᵀ,
 * and Bᵀ·dV is added up where the tiles had read.
 *
 * Where a pooling of the same size follows, a tile is a pooling window: the rows of A·M are then the groups that it asks for.
 */
export function winograd(size: number): ConvolutionAlgorithm {
  return (context, problem) => {
    const { graph } = context;
    const { filters, groups } = problem;
    const input = context.pixelMajor(problem.input);
    const { channels } = input;
    const pixels = pixelCount(input);
    const matrices = fastMatrices(size, problem.layer.kernel[0]);
    const { tiles, reads, places } = planTiles(problem, size, matrices.window);
    const squares = matrices.window ** 2;
    const outputs = size ** 2 * tiles;

    const seen = pickBlocks(graph, toBlocks(graph, input.value, pixels), pixels, reads, 0);
    const data = graph.reshape(multiply(graph, matrices.input, seen), [squares, -1, channels]);
    const weights = graph.reshape(multiply(graph, matrices.kernel, problem.kernel), [squares, channels, filters]);
    const products = graph.op("MatMul", [data, weights]);
    const computed = toBlocks(graph, multiply(graph, matrices.output, products), outputs);
    const wanted = pickBlocks(graph, computed, outputs, places, 0);
    const sizes = groups.map((group) => group.length);
    return {
      outputs: graph.split(wanted, sizes, 0).map((group) => toRows(graph, group, filters)),
      backward: (gradients) => {
        const arrived = toBlocks(graph, graph.concat(gradients, 0), places.length);
        const gradient = pickBlocks(graph, arrived, places.length, inverse(places, outputs), 0);
        const perProduct = multiply(graph, transposedMatrix(matrices.output), gradient);
        const productGradient = graph.reshape(perProduct, [squares, -1, filters]);
        const perWeight = graph.op("MatMul", [graph.transpose(data, [0, 2, 1]), productGradient]);
        const kernel = multiply(graph, transposedMatrix(matrices.kernel), perWeight);
        const inputGradient = (): Value => {
          const perDatum = graph.op("MatMul", [productGradient, graph.transpose(weights, [0, 2, 1])]);
          const toSeen = transposedMatrix(matrices.input);
          const table = transposedTable(reads, pixels);
          // Pixels that fewer tiles see than others need a block of zeros: one more row of the matrix makes it.
          const rows = table.sources.includes(outside) ? [...toSeen, toSeen.map(() => 0)] : toSeen;
          const shares = toBlocks(graph, multiply(graph, rows, perDatum), rows.length * tiles);
          const sums = sumBlocks(graph, shares, squares * tiles, table, squares * tiles);
          return toRows(graph, sums, channels);
        };
        return {
          kernel: graph.reshape(kernel, [-1, filters]),
          input: input.needsGradient ? inputGradient() : null,
        };
      },
    };
  };
}

/** A constant matrix times a value, of which it mixes the parts along the first dimension: [columns, …] to [rows, …]. */
function multiply(graph: GraphBuilder, matrix: Matrix, value: Value): Value {
  const columns = matrix[0]?.length ?? 0;
  const constant = graph.float32(matrix.flat(), [matrix.length, columns]);
  return graph.op("MatMul", [constant, graph.reshape(value, [columns, -1])]);
}

/** Where each of `count` places stands in the list, or `outside`. */
function inverse(places: Int32Array, count: number): Int32Array {
  const positions = new Int32Array(count).fill(outside);
  for (const [at, place] of places.entries()) positions[place] = at;
  return positions;
}
