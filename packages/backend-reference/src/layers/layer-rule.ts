import type { Layer, LayerKind, LayerOf } from "@evenkeel/core";
import type { Tensor } from "../tensor.ts";

/** What a layer computes from. */
export interface LayerCall<L extends Layer = Layer> {
  readonly layer: L;
  /** [N, …], in the order of the layer's `inputs`. */
  readonly inputs: readonly [Tensor, ...Tensor[]];
  /** The layer's weights by slot: `kernel`, `bias`, `gamma`, … */
  readonly weight: (slot: string) => Tensor;
  /** The batch's mask for this layer while training; null in prediction. */
  readonly training: { mask(): Tensor } | null;
}

/** The gradient of the loss with respect to what a layer computed from. */
export interface LayerGradients {
  /** In the order of the inputs. */
  readonly inputs: readonly Tensor[];
  /** By slot; only the trainable ones. */
  readonly weights: Readonly<Record<string, Tensor>>;
}

export interface LayerResult {
  readonly output: Tensor;
  /** From the gradient with respect to the output to those with respect to inputs and weights. */
  readonly backward: (gradient: Tensor) => LayerGradients;
  /** Weights that a training step replaces without a gradient, by slot (batch-norm's moving statistics). */
  readonly replaced?: Readonly<Record<string, Tensor>>;
}

/** One layer kind: its forward formula, and the backward formula beside it. */
export type LayerRule<K extends LayerKind> = (call: LayerCall<LayerOf<K>>) => LayerResult;

export type LayerRules = { readonly [K in LayerKind]: LayerRule<K> };
