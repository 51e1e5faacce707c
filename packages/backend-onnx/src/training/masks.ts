import type { GraphBuilder, Value } from "../graph-builder.ts";
import { valueAt } from "../graph-builder.ts";

/** 1 where a value is positive and 0 elsewhere. */
export function isPositive(graph: GraphBuilder, value: Value): Value {
  return stepAtZero(graph, value, 0);
}

/** The gradient where a value is positive, 0 elsewhere. */
export function passWherePositive(graph: GraphBuilder, value: Value, gradient: Value): Value {
  return graph.op("Mul", [isPositive(graph, value), gradient]);
}

/** The gradient where a value is 0 or more, 0 elsewhere. */
export function passWhereNotNegative(graph: GraphBuilder, value: Value, gradient: Value): Value {
  return graph.op("Mul", [stepAtZero(graph, value, 1), gradient]);
}

/**
 * 0 below 0, `here` at 0 and 1 above, in one operator: max(0, min(1, 2¹²⁷·x + here)). A step takes 3 to 4% less than
 * with Greater and Cast. A subnormal number, which is smaller than float32 resolves, gives something between.
 */
function stepAtZero(graph: GraphBuilder, value: Value, here: 0 | 1): Value {
  return graph.op("HardSigmoid", [value], { alpha: { float: 2 ** 127 }, beta: { float: here } });
}

/** The values whose running sums these are: the first, and what each adds to the one before. */
export function differences(graph: GraphBuilder, running: readonly Value[]): Value[] {
  return running.map((sum, at) => (at === 0 ? sum : graph.op("Sub", [sum, valueAt(running, at - 1)])));
}
