import type { GraphBuilder, Value } from "../graph-builder.ts";
import { elementTypes } from "../onnx/model.ts";

/**
 * The gradient where `left` is greater than `right`, 0 elsewhere. Cast and Mul take a tenth less than Where on native
 * and a fifth more on WebAssembly (measured on 5408×32).
 */
export function passWhereGreater(graph: GraphBuilder, left: Value, right: Value, gradient: Value): Value {
  const passes = graph.op("Cast", [graph.op("Greater", [left, right])], { to: elementTypes.float32 });
  return graph.op("Mul", [passes, gradient]);
}
