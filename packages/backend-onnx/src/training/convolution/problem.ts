import type { LayerOf } from "@evenkeel/core";
import type { Value } from "../../graph-builder.ts";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import type { WindowTable } from "../window-table.ts";

/** A convolution without its bias. */
export interface ConvolutionProblem {
  readonly layer: LayerOf<"conv2d">;
  readonly input: FeatureMap;
  /** [taps·channels, filters] */
  readonly kernel: Value;
  readonly filters: number;
  readonly table: WindowTable;
  /**
   * Which output pixels to compute, in groups. A pooling that follows asks for one group for each position in its
   * window, and so never has to take the map apart again; pixels that it drops are not computed.
   */
  readonly groups: readonly Int32Array[];
  /**
   * Whether an output whose whole window is 0 has to be exactly 0, as a relu or a pooling that follows decides by its
   * sign. Without need where a batch normalisation follows.
   */
  readonly keepsZeros: boolean;
}

export interface ConvolutionResult {
  /** One [pixels·N, filters] for each group. */
  readonly outputs: readonly Value[];
  /**
   * From the running sums of the groups' gradients (of the first, of the first and second, …; `masks.ts`): the gradient
   * of the kernel in its own shape, and that of the input where it is needed.
   */
  backward(running: readonly Value[]): { readonly kernel: Value; readonly input: Value | null };
}

export type ConvolutionAlgorithm = (context: TrainingContext, problem: ConvolutionProblem) => ConvolutionResult;
