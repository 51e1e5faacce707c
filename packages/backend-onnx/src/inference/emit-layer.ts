import type { HostTensor, Layer, LayerOf, Shape, Weights } from "@evenkeel/core";
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

/** Writes a layer into the inference graph, as the operator that ONNX has for it. */
export function emitLayer(
  context: InferenceContext,
  layer: Layer,
  maps: readonly [InferenceMap, ...InferenceMap[]],
): InferenceMap {
  const { graph, shapes } = context;
  if (layer.kind === "flatten") return flatten(context, layer, maps[0]);
  if (layer.kind === "dropout") return maps[0];
  const inputs = maps.map((map) => channelsFirst(graph, map));
  const [input = maps[0]] = inputs;
  const value = emitOperator(
    context,
    layer,
    input,
    inputs.map((map) => map.value),
  );
  return { value, shape: shapes.get(layer.name) ?? [], layout: "channels-first", flattened: null };
}

function emitOperator(
  context: InferenceContext,
  layer: Exclude<Layer, { kind: "flatten" | "dropout" }>,
  input: InferenceMap,
  values: readonly Value[],
): Value {
  const { graph } = context;
  const bias = "bias" in layer && layer.bias ? [constant(context, layer, "bias")] : [];
  switch (layer.kind) {
    case "conv2d":
      return conv2d(graph, layer, input, weight(context, layer, "kernel"), bias);
    case "depthwise-conv2d":
      return depthwiseConv2d(graph, layer, input, weight(context, layer, "kernel"), bias);
    case "dense":
      return graph.op("Gemm", [input.value, denseKernel(context, layer, input), ...bias]);
    case "max-pool2d":
      return maxPool2d(graph, layer, input);
    case "average-pool2d":
      return averagePool2d(graph, layer, input);
    case "global-average-pool2d":
      return graph.reshape(graph.op("GlobalAveragePool", [input.value]), [-1, input.shape[2] ?? 1]);
    case "batch-norm": {
      const slots = ["gamma", "beta", "movingMean", "movingVariance"].map((slot) => constant(context, layer, slot));
      return graph.op("BatchNormalization", [input.value, ...slots], { epsilon: { float: layer.epsilon } });
    }
    case "relu":
      return graph.op("Relu", [input.value]);
    case "add":
      return graph.sum(values);
    case "concat":
      return graph.concat(values, 1);
  }
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

function weight({ weights }: InferenceContext, layer: Layer, slot: string): HostTensor {
  const tensor = weights.get(`${layer.name}.${slot}`);
  if (tensor === undefined) throw new BackendError("weights are missing", { where: `${layer.name}.${slot}` });
  return tensor;
}

function constant(context: InferenceContext, layer: Layer, slot: string): Value {
  const { data, shape } = weight(context, layer, slot);
  return context.graph.float32(data, shape);
}
