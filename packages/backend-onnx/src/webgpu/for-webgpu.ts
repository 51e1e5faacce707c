import type { OnnxGraph, OnnxNode, OnnxTensor } from "../onnx/model.ts";

const axisName = "axis of LogSoftmax";
// The ReduceMax of operator set 18 takes its axes as an input, as ReduceSum does.
const axis: OnnxTensor = { name: axisName, type: "int64", dims: [1], data: BigInt64Array.of(-1n) };

/** WebGPU promises 8 storage buffers to a shader, one of which is what is split. */
const mostPieces = 7;

/**
 * The same graph without what ONNX Runtime's WebGPU provider lacks or gets wrong (1.30): LogSoftmax has no kernel and
 * is written out, a Split into more pieces than a shader may have buffers becomes slices, and a convolution of 6, 9,
 * 15… channels, which it computes wrongly, gets channels of zeros.
 */
export function forWebgpu(graph: OnnxGraph): OnnxGraph {
  const constants = new Map<string, OnnxTensor>([...graph.initializers, axis].map((tensor) => [tensor.name, tensor]));
  const nodes = graph.nodes.flatMap((node) => {
    if (node.type === "LogSoftmax") return logSoftmax(node);
    if (node.type === "Conv") return convolution(node, constants);
    return node.type === "Split" && node.outputs.length > mostPieces ? slices(node, constants) : [node];
  });
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  return { ...graph, nodes, initializers: [...constants.values()].filter(({ name }) => used.has(name)) };
}

/**
 * The same graph for one number of images: then everything that follows from their number is constant, and folded
 * before the provider, which has no kernels for numbers of type int64, is asked.
 */
export function withBatchOf(graph: OnnxGraph, images: number): OnnxGraph {
  const inputs = graph.inputs.map((info) => ({
    ...info,
    dims: info.dims.map((dim) => (dim === "N" ? images : dim)),
  }));
  return { ...graph, inputs };
}

/** See docs/upstream/onnxruntime/conv-channels.md. */
function convolution(node: OnnxNode, constants: Map<string, OnnxTensor>): OnnxNode[] {
  const [x = "", kernelName = "", ...bias] = node.inputs;
  const kernel = constants.get(kernelName);
  if (!(kernel?.data instanceof Float32Array)) throw new RangeError(`the kernel ${kernelName} is no float32 constant`);
  const [results = 1, channels = 1, height = 1, width = 1] = kernel.dims;
  const isWrong = channels > 3 && channels % 3 === 0 && channels % 4 !== 0 && results % 4 === 0;
  if (!isWrong || Number(node.attributes["group"] ?? 1) !== 1) return [node];

  const padded = Math.ceil(channels / 4) * 4;
  const size = height * width;
  const data = new Float32Array(results * padded * size);
  for (let result = 0; result < results; result += 1) {
    const own = kernel.data.subarray(result * channels * size, (result + 1) * channels * size);
    data.set(own, result * padded * size);
  }
  const paddedKernel = `${kernelName} padded`;
  constants.set(paddedKernel, { ...kernel, name: paddedKernel, dims: [results, padded, height, width], data });
  const padsName = `pads of ${padded - channels} channels`;
  const pads = BigInt64Array.from([0, 0, 0, 0, 0, padded - channels, 0, 0].map(BigInt));
  constants.set(padsName, { name: padsName, type: "int64", dims: [8], data: pads });
  const [output = ""] = node.outputs;
  return [
    { type: "Pad", inputs: [x, padsName], outputs: [`${output} padded input`], attributes: {} },
    { ...node, inputs: [`${output} padded input`, paddedKernel, ...bias] },
  ];
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
