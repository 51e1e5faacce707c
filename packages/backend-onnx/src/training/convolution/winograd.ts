import type { GraphBuilder, Value } from "../../graph-builder.ts";
import { onBothSides } from "./both-sides.ts";
import type { ConvolutionAlgorithm } from "./problem.ts";
import type { TileReader } from "./tile-input.ts";
import { tileOutput } from "./tile-output.ts";
import { planTiles } from "./tiles.ts";
import type { Matrix } from "./toom-cook.ts";
import { fastMatrices, transposedMatrix } from "./toom-cook.ts";

/**
 * Convolution by tiles of `size` × `size` outputs with (size + taps − 1)² multiplications each instead of size²·taps²
 * (Lavin & Gray 2015). With A, B, G of `toom-cook.ts`: V = B·data, U = G·kernel, M = V·U place by place, outputs = A·M.
 * All steps are linear, so the gradients are the transposed steps: dM = Aᵀ·d, dU = Vᵀ·dM, dkernel = Gᵀ·dU, dV = dM·Uᵀ,
 * and Bᵀ·dV is added up where the tiles had read. `read` does V and its way back.
 *
 * Where a pooling of the same size follows, a tile is a pooling window: the rows of A·M are then the groups that it
 * asks for.
 */
export function winograd(size: number, read: TileReader): ConvolutionAlgorithm {
  return (context, asked) => {
    const { graph } = context;
    const problem = { ...asked, input: context.pixelMajor(asked.input) };
    const { input, filters } = problem;
    const { channels } = input;
    const matrices = fastMatrices(size, problem.layer.kernel[0]);
    const { window } = matrices;
    const plan = planTiles(problem, size);
    const seen = read(context, input, plan, matrices.input);
    const { layout } = seen;

    const data = graph.reshape(seen.value, [window, layout.apart, window, -1, channels]);
    const transformed = onBothSides(graph, problem.kernel, matrices.kernel);
    const weights = graph.reshape(transformed, [window, 1, window, channels, filters]);
    const products = graph.op("MatMul", [data, weights]);
    const made = tileOutput(context, problem, { plan, layout, matrices }, products);
    return {
      outputs: made.outputs,
      backward: (running) => {
        const byProduct = graph.reshape(made.backward(running), [window, layout.apart, window, -1, filters]);
        const byWeight = graph.op("MatMul", [turned(graph, data), byProduct]);
        const toKernel = transposedMatrix(matrices.kernel);
        const kernel = onBothSides(graph, byWeight, summed(toKernel, layout.apart), toKernel);
        return {
          kernel: graph.reshape(kernel, [-1, filters]),
          input: input.needsGradient ? seen.backward(graph.op("MatMul", [byProduct, turned(graph, weights)])) : null,
        };
      },
    };
  };
}

/** The matrices of the last two dimensions, transposed. */
function turned(graph: GraphBuilder, matrices: Value): Value {
  return graph.transpose(matrices, [0, 1, 2, 4, 3]);
}

/** The same matrix for each of `times` columns in place of one: the products are added up over them. */
function summed(matrix: Matrix, times: number): Matrix {
  return matrix.map((row) => row.flatMap((value) => Array.from({ length: times }, () => value)));
}
