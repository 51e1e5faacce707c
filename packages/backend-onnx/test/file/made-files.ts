import { GraphBuilder } from "../../src/graph-builder.ts";
import { encodeModel, type OnnxGraph } from "../../src/onnx/model.ts";

interface Made {
  /** Of the input; a text is an open axis. */
  readonly input: readonly (number | string)[];
  readonly output?: readonly (number | string)[];
  readonly metadata?: Readonly<Record<string, string>>;
  /** Operators between the sums over an image's axes and the output. */
  readonly last?: string;
  readonly outputs?: readonly string[];
  readonly change?: (graph: OnnxGraph) => OnnxGraph;
}

/** An ONNX file whose outputs are the images' values summed over two axes. */
export function madeFile({ input, output, metadata = {}, last = "Identity", outputs = ["scores"], change }: Made) {
  const graph = new GraphBuilder();
  const x = graph.input("x", input);
  const summed = graph.op("ReduceSum", [x, graph.int64s([2, 3])], { keepdims: 0 });
  for (const name of outputs) graph.output(name, graph.op(last, [summed]), output ?? ["N", 3]);
  const built = graph.build("made");
  return encodeModel(change?.(built) ?? built, metadata);
}
