import type { ModelSpec, Weights } from "@evenkeel/core";
import { inferenceGraph } from "./inference/inference-graph.ts";
import { encodeModel } from "./onnx/model.ts";

/**
 * The `.onnx` file of a trained model, for any ONNX runtime: input `images` [N, H, W, C] float32, output `logits`
 * [N, classes], any batch size. Operator set 18. Throws `DataError` where the weights are not the model's.
 */
export function exportOnnx(spec: ModelSpec, weights: Weights): Uint8Array {
  return encodeModel(inferenceGraph(spec, weights));
}
