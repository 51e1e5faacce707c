import type { HostTensor, Layer, LayerKind, LayerOf, Shape, Weights } from "@evenkeel/core";
import { BackendError, elementCount, hostTensor } from "@evenkeel/core";
import type { GraphBuilder, Value } from "../graph-builder.ts";
import type { InferenceMap } from "./inference-map.ts";
import { channelsFirst } from "./inference-map.ts";
import { transposed } from "./transposed.ts";
import { averagePool2d, conv2d, depthwiseConv2d, maxPool2d } from "./windowed-layers.ts";

export interface InferenceContext {
  readonly graph: GraphBuilder;
  readonly weights: Weights;
  /** Output shape of each layer for one sample. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Whether every layer that reads this one is dense, and so can take its units in any order. */
  readonly feedsOnlyDense: (layer: string) => boolean;
}

type Maps = readonly [InferenceMap, ...InferenceMap[]];
type Emit<K extends LayerKind> = (context: InferenceContext, layer: LayerOf<K>, maps: Maps) => InferenceMap;

const emitters: { readonly [K in LayerKind]: Emit<K> } = {
  conv2d: operator((context, layer, [input]) =>
    conv2d(context.graph, layer, input, weight(context, layer, "kernel"), bias(context, layer)),
  ),
  "depthwise-conv2d": operator((context, layer, [input]) =>
    depthwiseConv2d(context.graph, layer, input, weight(context, layer, "kernel"), bias(context, layer)),
  ),
  dense: operator((context, layer, [input]) => {
    const added = bias(context, layer);
    return context.graph.op("Gemm", [input.value, denseKernel(context, layer, input), ...added]);
  }),
  "max-pool2d": operator(({ graph }, layer, [input]) => maxPool2d(graph, layer, input)),
  "average-pool2d": operator(({ graph }, layer, [input]) => averagePool2d(graph, layer, input)),
  "global-average-pool2d": operator(({ graph }, _, [{ value, shape }]) =>
    graph.reshape(graph.op("GlobalAveragePool", [value]), [-1, shape[2] ?? 1]),
  ),
  "batch-norm": operator((context, layer, [input]) => {
    const slots = ["gamma", "beta", "movingMean", "movingVariance"].map((slot) => constant(context, layer, slot));
    return context.graph.op("BatchNormalization", [input.value, ...slots], { epsilon: { float: layer.epsilon } });
  }),
  relu: operator(({ graph }, _, [input]) => graph.op("Relu", [input.value])),
  dropout: (_context, _layer, [input]) => input,
  flatten: (context, layer, [input]) => flatten(context, layer, input),
  add: operator(({ graph }, _, inputs) => graph.sum(inputs.map(({ value }) => value))),
  concat: operator(({ graph }, _, inputs) =>
    graph.concat(
      inputs.map(({ value }) => value),
      1,
    ),
  ),
};

/** Every layer kind that the compiler has. */
export const compiledLayers: ReadonlySet<LayerKind> = new Set(Object.keys(emitters) as LayerKind[]);

/** Writes a layer into the inference graph. The table types each kind by itself; a layer and its writer always fit. */
export function emitLayer(context: InferenceContext, layer: Layer, maps: Maps): InferenceMap {
  return (emitters[layer.kind] as Emit<LayerKind>)(context, layer, maps);
}

/** A layer that is an operator of ONNX, on maps whose channels come first. */
function operator<K extends LayerKind>(
  write: (context: InferenceContext, layer: LayerOf<K>, inputs: Maps) => Value,
): Emit<K> {
  return (context, layer, [first, ...others]) => {
    const { graph, shapes } = context;
    const value = write(context, layer, [
      channelsFirst(graph, first),
      ...others.map((other) => channelsFirst(graph, other)),
    ]);
    return { value, shape: shapes.get(layer.name) ?? [], layout: "channels-first", flattened: null };
  };
}

/** To units in canonical order, or, where only dense layers follow, in the order in which they lie. */
function flatten(context: InferenceContext, layer: LayerOf<"flatten">, input: InferenceMap): InferenceMap {
  const { graph } = context;
  const units = elementCount(input.shape);
  const [height = 1, width = 1, channels = 1] = input.shape;
  const inOrder = input.layout === "channels-last" || channels === 1 || height * width === 1;
  const keep = inOrder || context.feedsOnlyDense(layer.name);
  const value = keep ? input.value : graph.transpose(input.value, [0, 2, 3, 1]);
  return {
    value: graph.reshape(value, [-1, units]),
    shape: [units],
    layout: "channels-first",
    flattened: inOrder || !keep ? null : input.shape,
  };
}

/** The kernel with its rows in the order of the units that come in. */
function denseKernel(context: InferenceContext, layer: LayerOf<"dense">, { flattened }: InferenceMap): Value {
  const kernel = weight(context, layer, "kernel");
  if (flattened === null) return context.graph.float32(kernel.data, kernel.shape);
  const byPixel = hostTensor([...flattened, layer.units], kernel.data);
  return context.graph.float32(transposed(byPixel, [2, 0, 1, 3]).data, kernel.shape);
}

/** The layer's bias as a constant, or none. */
function bias(context: InferenceContext, layer: LayerOf<"conv2d" | "depthwise-conv2d" | "dense">): readonly Value[] {
  return layer.bias ? [constant(context, layer, "bias")] : [];
}

function weight({ weights }: InferenceContext, layer: Layer, slot: string): HostTensor {
  const tensor = weights.get(`${layer.name}.${slot}`);
  if (tensor === undefined) throw new BackendError("weights are missing", { where: `${layer.name}.${slot}` });
  return tensor;
}

function constant(context: InferenceContext, layer: Layer, slot: string): Value {
  const { data, shape } = weight(context, layer, slot);
  return context.graph.float32(data, shape);
}
