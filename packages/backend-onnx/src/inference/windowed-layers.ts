import type { HostTensor, LayerOf } from "@evenkeel/core";
import { windowGeometry } from "@evenkeel/models";
import type { GraphBuilder, Value } from "../graph-builder.ts";
import type { Attribute } from "../onnx/model.ts";
import { transposed } from "./transposed.ts";
import type { InferenceMap } from "./inference-map.ts";

/** ONNX operator set 18: Conv. */
export function conv2d(
  graph: GraphBuilder,
  layer: LayerOf<"conv2d">,
  { value, shape }: InferenceMap,
  kernel: HostTensor,
  bias: readonly Value[],
): Value {
  const weight = transposed(kernel, [3, 2, 0, 1]);
  const attributes = { ...windowAttributes(layer, layer.kernel, layer.dilation, shape), dilations: layer.dilation };
  return graph.op("Conv", [value, graph.float32(weight.data, weight.shape), ...bias], attributes);
}

/** Conv with a group for each input channel: HWIM to [channels·multiplier, 1, height, width]. */
export function depthwiseConv2d(
  graph: GraphBuilder,
  layer: LayerOf<"depthwise-conv2d">,
  { value, shape }: InferenceMap,
  kernel: HostTensor,
  bias: readonly Value[],
): Value {
  const [height = 1, width = 1, channels = 1, multiplier = 1] = kernel.shape;
  const weight = graph.float32(transposed(kernel, [2, 3, 0, 1]).data, [channels * multiplier, 1, height, width]);
  const attributes = {
    ...windowAttributes(layer, layer.kernel, layer.dilation, shape),
    dilations: layer.dilation,
    group: channels,
  };
  return graph.op("Conv", [value, weight, ...bias], attributes);
}

export function maxPool2d(graph: GraphBuilder, layer: LayerOf<"max-pool2d">, { value, shape }: InferenceMap): Value {
  return graph.op("MaxPool", [value], windowAttributes(layer, layer.size, [1, 1], shape));
}

/** The padding does not count. */
export function averagePool2d(
  graph: GraphBuilder,
  layer: LayerOf<"average-pool2d">,
  { value, shape }: InferenceMap,
): Value {
  const attributes = { ...windowAttributes(layer, layer.size, [1, 1], shape), count_include_pad: 0 };
  return graph.op("AveragePool", [value], attributes);
}

function windowAttributes(
  { strides, padding }: Pick<LayerOf<"conv2d">, "strides" | "padding">,
  kernel: readonly [number, number],
  dilation: readonly [number, number],
  [height = 1, width = 1]: readonly number[],
): Record<string, Attribute> {
  const geometry = windowGeometry({ height, width, kernel, strides, padding, dilation });
  const pads = [geometry.padTop, geometry.padLeft, geometry.padBottom, geometry.padRight];
  return { kernel_shape: kernel, strides, pads };
}
