import type { Shape } from "@evenkeel/core";
import type { GraphBuilder, Value } from "../graph-builder.ts";

/** What a layer hands to the next one in the inference graph. */
export interface InferenceMap {
  readonly value: Value;
  /** Shape of one sample in canonical order: [H, W, C] or [units]. */
  readonly shape: Shape;
  /**
   * Images come `channels-last`, [N, H, W, C]; ONNX's convolutions and poolings, and so all maps behind them, are
   * `channels-first`, [N, C, H, W]. Units, [N, units], are `channels-first` where they were flattened from such a map
   * without being put back into canonical order; `flattened` is then that map's shape.
   */
  readonly layout: "channels-last" | "channels-first";
  readonly flattened: Shape | null;
}

/** The map as ONNX's layers need it. Units stay as they are. */
export function channelsFirst(graph: GraphBuilder, map: InferenceMap): InferenceMap {
  const { value, shape, layout } = map;
  if (layout === "channels-first" || shape.length !== 3) return map;
  const [height = 1, width = 1, channels = 1] = shape;
  // One channel needs no data to be moved.
  const moved = channels === 1 ? graph.reshape(value, [-1, 1, height, width]) : graph.transpose(value, [0, 3, 1, 2]);
  return { ...map, value: moved, layout: "channels-first" };
}
