import type { GraphBuilder, Value } from "../../graph-builder.ts";
import type { Matrix } from "./toom-cook.ts";

/**
 * Constant matrices along both sides of rectangles, [down's columns, apart, along's columns, …] to [down's rows, apart,
 * along's rows, …]: first `along` their rows, then `down` their columns. Two small products of 2·n³ multiplications for
 * each square where one by the matrix of both takes n⁴.
 */
export function onBothSides(graph: GraphBuilder, value: Value, down: Matrix, along: Matrix = down, apart = 1): Value {
  const lines = graph.reshape(value, [columnsOf(down) * apart, columnsOf(along), -1]);
  const rows = graph.op("MatMul", [constant(graph, along), lines]);
  return graph.op("MatMul", [constant(graph, down), graph.reshape(rows, [columnsOf(down), -1])]);
}

const columnsOf = (matrix: Matrix): number => matrix[0]?.length ?? 0;

function constant(graph: GraphBuilder, matrix: Matrix): Value {
  return graph.float32(matrix.flat(), [matrix.length, columnsOf(matrix)]);
}
