import type { LayerKind, LayerOf } from "@evenkeel/core";
import type { WeightSlot } from "@evenkeel/models";
import type { Tensor } from "../tensor.ts";

export type SlotName = WeightSlot["slot"];
/** One layer's weights, or their gradients, by slot. */
export type Slots = Partial<Readonly<Record<SlotName, Float64Array>>>;

/** What a layer is given beside its inputs. */
export interface LayerContext {
  readonly slots: Slots;
  readonly training: boolean;
  /** The dropout mask of this layer; null for other layers and in prediction. */
  readonly mask: Float64Array | null;
}

/** Everything of one layer in a forward pass that its gradient may need. */
export interface Trace {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly context: LayerContext;
}

export interface LayerGradients {
  /** One for each input of the layer. */
  readonly inputs: readonly Tensor[];
  /** One for each trainable slot. */
  readonly slots: Slots;
}

/** One kind of layer: its formula beside its gradient. Shapes carry the batch in front. */
export interface LayerMath<K extends LayerKind> {
  forward(layer: LayerOf<K>, inputs: readonly Tensor[], context: LayerContext): Tensor;
  /** From the loss's gradient by the output, those by the inputs and by the weights. */
  backward(layer: LayerOf<K>, trace: Trace, gradient: Tensor): LayerGradients;
  /** Slots that a training step changes without a gradient. */
  statistics?(layer: LayerOf<K>, trace: Trace): Slots;
}

/** The first input, of layers that have one. */
export function only(inputs: readonly Tensor[]): Tensor {
  const [input] = inputs;
  if (input === undefined) throw new RangeError("a layer needs an input");
  return input;
}

/** A slot that the layer must have. */
export function slot(slots: Slots, name: SlotName): Float64Array {
  const values = slots[name];
  if (values === undefined) throw new RangeError(`the layer has no ${name}`);
  return values;
}
