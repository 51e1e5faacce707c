import type { GraphBuilder, Value } from "../graph-builder.ts";
import { elementTypes } from "../onnx/model.ts";

/**
 * The gradient where `left` compares true with `right`, 0 elsewhere. Cast and Mul rather than Where: a tenth faster on
 * native, a fifth slower on WebAssembly (measured on 5408×32).
 */
export function passWhere(
  graph: GraphBuilder,
  comparison: "Greater" | "GreaterOrEqual",
  left: Value,
  right: Value,
  gradient: Value,
): Value {
  const passes = graph.op("Cast", [graph.op(comparison, [left, right])], { to: elementTypes.float32 });
  return graph.op("Mul", [passes, gradient]);
}
