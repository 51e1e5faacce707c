import type { Value } from "../../graph-builder.ts";
import { pickBlocks, toBlocks, toRows } from "../blocks.ts";
import { differences } from "../masks.ts";
import { outside } from "../window-table.ts";
import { onBothSides } from "./both-sides.ts";
import type { ConvolutionAlgorithm } from "./problem.ts";
import type { TileReader } from "./tile-input.ts";
import { placesOf, planTiles } from "./tiles.ts";
import type { Matrix } from "./toom-cook.ts";
import { fastMatrices, transposedMatrix } from "./toom-cook.ts";
import { nonzeroWindows } from "./zero-windows.ts";

/** Up to this window a convolution of zeros comes out as 0. */
const mostExactWindow = 4;

/**
 * Convolution by tiles of `size` × `size` outputs with (size + taps − 1)² multiplications each instead of size²·taps²
 * (Lavin & Gray 2015). With A, B, G of `toom-cook.ts`: V = B·data, U = G·kernel, M = V·U place by place, outputs = A·M.
 * All steps are linear, so the gradients are the transposed steps: dM = Aᵀ·d, dU = Vᵀ·dM, dkernel = Gᵀ·dU, dV = dM·Uᵀ,
 * and Bᵀ·dV is added up where the tiles had read. `read` does V and its way back.
 *
 * Where a pooling of the same size follows, a tile is a pooling window: the rows of A·M are then the groups that it asks for.
 */
export function winograd(size: number, read: TileReader): ConvolutionAlgorithm {
  return (context, problem) => {
    const { graph } = context;
    const { filters, groups } = problem;
    const input = context.pixelMajor(problem.input);
    const { channels } = input;
    const matrices = fastMatrices(size, problem.layer.kernel[0]);
    const { window } = matrices;
    const plan = planTiles(problem, size);
    const seen = read(context, input, plan, matrices.input);
    const { apart, together } = seen.layout;
    const places = placesOf(plan, seen.layout);
    const outputs = size * apart * size * together;
    const wanted = groups.flatMap((group) => [...group]);

    const data = graph.reshape(seen.value, [window, apart, window, -1, channels]);
    const weights = graph.reshape(onBothSides(graph, problem.kernel, matrices.kernel), [
      window,
      1,
      window,
      channels,
      filters,
    ]);
    const products = graph.op("MatMul", [data, weights]);
    const computed = onBothSides(graph, products, matrices.output, matrices.output, apart);
    // With points 0, 1 and −1 sums of zeros and what cancels are exact.
    const exact =
      problem.keepsZeros && window > mostExactWindow
        ? graph.op("Mul", [
            graph.reshape(computed, [-1, filters]),
            nonzeroWindows(
              context,
              { ...problem, input },
              inverse(places, outputs).map((at) => wanted[at] ?? outside),
            ),
          ])
        : computed;
    const blocks = toBlocks(graph, exact, outputs);
    return {
      outputs: split(places, groups).map((group) =>
        toRows(graph, pickBlocks(graph, blocks, outputs, group, 0), filters),
      ),
      backward: (running) => {
        const arrived = toBlocks(graph, graph.concat(differences(graph, running), 0), places.length);
        const gradient = pickBlocks(graph, arrived, places.length, inverse(places, outputs), 0);
        const toProducts = transposedMatrix(matrices.output);
        const perProduct = onBothSides(graph, gradient, toProducts, toProducts, apart);
        const productGradient = graph.reshape(perProduct, [window, apart, window, -1, filters]);
        const perWeight = graph.op("MatMul", [turned(data), productGradient]);
        const toKernel = transposedMatrix(matrices.kernel);
        const kernel = onBothSides(graph, perWeight, summed(toKernel, apart), toKernel);
        const inputGradient = (): Value => seen.backward(graph.op("MatMul", [productGradient, turned(weights)]));
        return {
          kernel: graph.reshape(kernel, [-1, filters]),
          input: input.needsGradient ? inputGradient() : null,
        };
      },
    };

    function turned(matrixes: Value): Value {
      return graph.transpose(matrixes, [0, 1, 2, 4, 3]);
    }
  };
}

/** The same matrix for each of `times` columns in the place of one: what it is multiplied with is added up over them. */
function summed(matrix: Matrix, times: number): Matrix {
  return matrix.map((row) => row.flatMap((value) => Array.from({ length: times }, () => value)));
}

/** The list in parts as long as those given. */
function split(list: Int32Array, parts: readonly Int32Array[]): Int32Array[] {
  let end = 0;
  return parts.map(({ length }) => list.subarray(end, (end += length)));
}

/** Where each of `count` places stands in the list, or `outside`. */
function inverse(places: Int32Array, count: number): Int32Array {
  const positions = new Int32Array(count).fill(outside);
  for (const [at, place] of places.entries()) positions[place] = at;
  return positions;
}
