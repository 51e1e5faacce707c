import type { LayerKind, LayerOf, Shape } from "@evenkeel/core";

/** The shapes of a layer's inputs, of one sample: [height, width, channels] or [units]. */
export type InputShapes = readonly [Shape, ...Shape[]];

/** By how many values the initial values of a layer's kernel and bias are scaled. */
export interface Fans {
  /** Keras: [in, out] of the kernel's last two dimensions, times the receptive field. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** PyTorch's fan-in, which a depthwise kernel has of its own. */
  readonly torchFanIn: number;
}

/** A weight of a layer. */
export interface LayerSlot {
  readonly slot: "kernel" | "bias" | "gamma" | "beta" | "movingMean" | "movingVariance";
  /** In the canonical layout: see `Weights` of core. */
  readonly shape: Shape;
  /** False for statistics that training updates without a gradient. */
  readonly trainable: boolean;
  /** Of the layer's kernel, for kernel and bias; null for what always starts as `constant`. */
  readonly fans: Fans | null;
  /** What it starts as where it is not drawn at random. */
  readonly constant: 0 | 1;
}

/** All that is known of a layer kind without computing it. */
export interface LayerDefinition<K extends LayerKind> {
  /** What the layers of a chain are named by, each with its number: `conv1`, `conv2`. */
  readonly stem: string;
  /** Of one sample. `where` names the layer; throws `ModelSpecError` for inputs that do not fit. */
  readonly outputShape: (layer: LayerOf<K>, inputs: InputShapes, where: string) => Shape;
  /** In canonical order: kernel, bias or gamma, beta, movingMean, movingVariance. */
  readonly slots: (layer: LayerOf<K>, input: Shape) => readonly LayerSlot[];
  /** Floating-point operations of a forward pass of one sample, a multiply and an add counted as two. */
  readonly flops: (layer: LayerOf<K>, input: Shape, output: Shape) => number;
  /** Whether its function has points where the derivative jumps, and float32 runtimes may take either side. */
  readonly hasKinks: boolean;
}
