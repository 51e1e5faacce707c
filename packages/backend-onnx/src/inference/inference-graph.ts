import type { ModelSpec, Weights } from "@evenkeel/core";
import { checkWeights, inferShapes } from "@evenkeel/models";
import { GraphBuilder } from "../graph-builder.ts";
import type { OnnxGraph } from "../onnx/model.ts";
import { emitLayer } from "./emit-layer.ts";
import type { InferenceContext } from "./emit-layer.ts";
import type { InferenceMap } from "./inference-map.ts";

/** Graph input of the images, [N, H, W, C]. */
export const imagesInput = "images";
/** Graph output, [N, classes]. */
export const logitsOutput = "logits";

/**
 * The graph of a model that predicts: weights as constants, one standard operator a layer, any batch size.
 * ONNX Runtime optimises these operators most (constant folding, blocked layouts, fused relu and batch norm).
 */
export function inferenceGraph(spec: ModelSpec, weights: Weights): OnnxGraph {
  checkWeights(spec, weights, spec.name);
  const graph = new GraphBuilder();
  const { height, width, channels } = spec.input;
  const shape = [height, width, channels];
  const images = graph.input(imagesInput, ["N", ...shape]);
  const input: InferenceMap = { value: images, shape, layout: "channels-last", flattened: null };
  const context: InferenceContext = {
    graph,
    weights,
    shapes: inferShapes(spec),
    feedsOnlyDense: (name) => feedsOnlyDense(spec, name),
  };
  const maps = new Map<string, InferenceMap>([["input", input]]);
  let last = input;
  for (const layer of spec.layers) {
    const [first = last, ...rest] = layer.inputs.flatMap((name) => maps.get(name) ?? []);
    last = emitLayer(context, layer, [first, ...rest]);
    maps.set(layer.name, last);
  }
  graph.output(logitsOutput, last.value, ["N", spec.classes]);
  return graph.build(spec.name);
}

/** The last layer feeds the outside: false for it. */
function feedsOnlyDense(spec: ModelSpec, name: string): boolean {
  const readers = spec.layers.filter((layer) => layer.inputs.includes(name));
  return readers.length > 0 && readers.every((layer) => layer.kind === "dense");
}
