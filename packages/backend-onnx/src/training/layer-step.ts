import type { Value } from "../graph-builder.ts";
import type { FeatureMap } from "./feature-map.ts";

/** A layer written into the training graph: its output, and how to go back through it. */
export interface LayerStep {
  readonly output: FeatureMap;
  /**
   * From the gradient of the output, the gradient of each input (pixel-major; null where the input needs none). Hands
   * the gradients of the layer's weights to the context.
   */
  backward(gradient: Value): readonly (Value | null)[];
}
