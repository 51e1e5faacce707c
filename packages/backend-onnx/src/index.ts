import type { ModelSpec, Weights } from "@evenkeel/core";
import { pixelKeys } from "./file/metadata.ts";
import { inferenceGraph } from "./inference/inference-graph.ts";
import { encodeModel } from "./onnx/model.ts";

export { openOnnxFile, type OnnxFileOptions } from "./file/open-onnx-file.ts";

/**
 * The `.onnx` file of a trained model, for any ONNX runtime: input `images` [N, H, W, C] float32, output `logits`
 * [N, classes], any batch size. Operator set 18. Its metadata says what pixels it takes, after ONNX' conventions.
 * Throws `DataError` where the weights are not the model's.
 */
export function exportOnnx(spec: ModelSpec, weights: Weights): Uint8Array {
  return encodeModel(inferenceGraph(spec, weights), pixelMetadata(spec));
}

/** Grey or RGB, from 0 to 1; other numbers of channels have no name there. */
function pixelMetadata({ input: { channels } }: ModelSpec): Record<string, string> {
  const format = { 1: "Gray8", 3: "Rgb8" }[channels];
  return { ...(format !== undefined && { [pixelKeys.format]: format }), [pixelKeys.range]: "Normalized_0_1" };
}
