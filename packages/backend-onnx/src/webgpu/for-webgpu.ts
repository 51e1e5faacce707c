import type { OnnxGraph, OnnxNode, OnnxTensor } from "../onnx/model.ts";

const axisName = "axis of LogSoftmax";
// The ReduceMax of operator set 18 takes its axes as an input, as ReduceSum does.
const axis: OnnxTensor = { name: axisName, type: "int64", dims: [1], data: BigInt64Array.of(-1n) };

/** WebGPU promises 8 storage buffers to a shader, one of which is what is split. */
const mostPieces = 7;

/**
 * The same graph without what ONNX Runtime's WebGPU provider has no kernel for (1.30), for `images` in a batch: then
 * everything that follows from their number is constant, and folded before the provider is asked. LogSoftmax is written
 * out, and a Split into more pieces than a shader may have buffers becomes slices.
 */
export function forWebgpu(graph: OnnxGraph, images: number): OnnxGraph {
  const constants = new Map<string, OnnxTensor>([...graph.initializers, axis].map((tensor) => [tensor.name, tensor]));
  const nodes = graph.nodes.flatMap((node) => {
    if (node.type === "LogSoftmax") return logSoftmax(node);
    return node.type === "Split" && node.outputs.length > mostPieces ? slices(node, constants) : [node];
  });
  return {
    ...graph,
    nodes,
    initializers: [...constants.values()],
    inputs: graph.inputs.map((info) => ({ ...info, dims: info.dims.map((dim) => (dim === "N" ? images : dim)) })),
  };
}

/** One Slice for each piece; the bounds are added to the constants. */
function slices({ inputs, outputs, attributes }: OnnxNode, constants: Map<string, OnnxTensor>): OnnxNode[] {
  const [x = "", sizesName = ""] = inputs;
  const sizes = constants.get(sizesName)?.data;
  if (!(sizes instanceof BigInt64Array)) throw new RangeError(`the sizes of ${outputs[0]} are no int64 constant`);
  const constant = (name: string, value: bigint): string => {
    constants.set(name, { name, type: "int64", dims: [1], data: BigInt64Array.of(value) });
    return name;
  };
  const along = constant(`${outputs[0]} axis`, BigInt(Number(attributes["axis"])));
  let end = 0n;
  return outputs.map((output, at) => {
    const from = constant(`${output} from`, end);
    end += sizes[at] ?? 0n;
    const to = constant(`${output} to`, end);
    return { type: "Slice", inputs: [x, from, to, along], outputs: [output], attributes: {} };
  });
}

/** x − max x, less the logarithm of the sum of its exponentials, along the last dimension. */
function logSoftmax({ inputs, outputs: [output = ""] }: OnnxNode): OnnxNode[] {
  const part = (name: string): string => `${output} ${name}`;
  const [x = ""] = inputs;
  const kept = { keepdims: 1 };
  return [
    { type: "ReduceMax", inputs: [x, axisName], outputs: [part("max")], attributes: kept },
    { type: "Sub", inputs: [x, part("max")], outputs: [part("shifted")], attributes: {} },
    { type: "Exp", inputs: [part("shifted")], outputs: [part("exponentials")], attributes: {} },
    { type: "ReduceSum", inputs: [part("exponentials"), axisName], outputs: [part("sum")], attributes: kept },
    { type: "Log", inputs: [part("sum")], outputs: [part("log")], attributes: {} },
    { type: "Sub", inputs: [part("shifted"), part("log")], outputs: [output], attributes: {} },
  ];
}
