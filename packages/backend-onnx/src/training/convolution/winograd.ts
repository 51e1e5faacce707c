import type { GraphBuilder, Value } from "../../graph-builder.ts";
import { pickBlocks, sumBlocks, toBlocks, toRows, transposedTable } from "../blocks.ts";
import { pixelCount } from "../feature-map.ts";
import { differences } from "../masks.ts";
import { outside } from "../window-table.ts";
import type { ConvolutionAlgorithm } from "./problem.ts";
import { planTiles } from "./tiles.ts";
import type { Matrix } from "./toom-cook.ts";
import { fastMatrices, transposedMatrix } from "./toom-cook.ts";
import { nonzeroWindows } from "./zero-windows.ts";

/** Up to this window a convolution of zeros comes out as 0. */
const mostExactWindow = 4;

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
    const data = graph.reshape(onBothSides(graph, matrices.input, seen), [squares, -1, channels]);
    const weights = graph.reshape(onBothSides(graph, matrices.kernel, problem.kernel), [squares, channels, filters]);
    const products = graph.op("MatMul", [data, weights]);
    const computed = toBlocks(graph, onBothSides(graph, matrices.output, products), outputs);
    const wanted = pickBlocks(graph, computed, outputs, places, 0);
    // With points 0, 1 and −1 sums of zeros and what cancels are exact.
    const exact =
      problem.keepsZeros && matrices.window > mostExactWindow
        ? graph.op("Mul", [toRows(graph, wanted, filters), nonzeroWindows(context, { ...problem, input })])
        : wanted;
    const sizes = groups.map((group) => group.length);
    return {
      outputs: graph
        .split(toBlocks(graph, exact, places.length), sizes, 0)
        .map((group) => toRows(graph, group, filters)),
      backward: (running) => {
        const arrived = toBlocks(graph, graph.concat(differences(graph, running), 0), places.length);
        const gradient = pickBlocks(graph, arrived, places.length, inverse(places, outputs), 0);
        const perProduct = onBothSides(graph, transposedMatrix(matrices.output), gradient);
        const productGradient = graph.reshape(perProduct, [squares, -1, filters]);
        const perWeight = graph.op("MatMul", [graph.transpose(data, [0, 2, 1]), productGradient]);
        const kernel = onBothSides(graph, transposedMatrix(matrices.kernel), perWeight);
        const inputGradient = (): Value => {
          const perDatum = graph.op("MatMul", [productGradient, graph.transpose(weights, [0, 2, 1])]);
          const toSeen = transposedMatrix(matrices.input);
          const table = transposedTable(reads, pixels);
          // Pixels that fewer tiles see than others need a block of zeros: one more row of the matrix makes it.
          const downRows = table.sources.includes(outside) ? [...toSeen, toSeen.map(() => 0)] : toSeen;
          const shares = toBlocks(
            graph,
            onBothSides(graph, toSeen, perDatum, downRows),
            downRows.length * matrices.window * tiles,
          );
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

/**
 * A constant matrix along both sides of squares, [columns², …] to [rows², …]: first along the rows of the square, then down
 * its columns, there by another matrix if one is given. Two small products of 2·n³ multiplications for each square
 * where one by the matrix of both takes n⁴.
 */
function onBothSides(graph: GraphBuilder, matrix: Matrix, value: Value, down: Matrix = matrix): Value {
  const columns = matrix[0]?.length ?? 0;
  const lines = graph.reshape(value, [columns, columns, -1]);
  const along = graph.op("MatMul", [constant(graph, matrix), lines]);
  return graph.op("MatMul", [constant(graph, down), graph.reshape(along, [columns, -1])]);
}

function constant(graph: GraphBuilder, matrix: Matrix): Value {
  return graph.float32(matrix.flat(), [matrix.length, matrix[0]?.length ?? 0]);
}

/** Where each of `count` places stands in the list, or `outside`. */
function inverse(places: Int32Array, count: number): Int32Array {
  const positions = new Int32Array(count).fill(outside);
  for (const [at, place] of places.entries()) positions[place] = at;
  return positions;
}
