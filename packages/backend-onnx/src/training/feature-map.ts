import type { Value } from "../graph-builder.ts";

/**
 * What a layer hands to the next one in the training graph: a matrix [rows, channels] with a row for each pixel of each
 * image. A vector of units is a map of one pixel.
 */
export interface FeatureMap {
  readonly value: Value;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /**
   * How the rows are ordered. All layers compute `pixel-major` (all images' first pixel, then all images' second, …),
   * because whole pixels then move in one piece whatever the batch. Only the graph's own inputs arrive `image-major`.
   */
  readonly order: "pixel-major" | "image-major";
  /** Whether a trainable weight lies before it, so that its gradient is of use. */
  readonly needsGradient: boolean;
}

export function pixelCount(map: Pick<FeatureMap, "height" | "width">): number {
  return map.height * map.width;
}
