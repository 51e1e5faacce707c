import type { Layer, LayerKind, ModelSpec } from "@evenkeel/core";
import type { LayerTable } from "./layers/index.ts";
import type { LayerContext, LayerMath, SlotName, Slots, Trace } from "./layers/layer-math.ts";
import { addTo, type Tensor } from "./tensor.ts";

/** Weights, or their gradients, in float64 by slot name. */
export type Values = ReadonlyMap<string, Float64Array>;

export interface ForwardOptions {
  readonly training: boolean;
  /** By dropout layer. */
  readonly masks: ReadonlyMap<string, Float64Array>;
}

export interface ForwardPass {
  readonly logits: Tensor;
  /** By layer. */
  readonly traces: ReadonlyMap<string, Trace>;
}

/** Runs the layers in order; `images` is [N, H, W, C]. */
export function forwardPass(
  layers: LayerTable,
  spec: ModelSpec,
  weights: Values,
  images: Tensor,
  { training, masks }: ForwardOptions,
): ForwardPass {
  const traces = new Map<string, Trace>();
  const outputOf = (name: string) => traces.get(name)?.output ?? images;
  for (const layer of spec.layers) {
    const mask = training ? (masks.get(layer.name) ?? null) : null;
    const context: LayerContext = { slots: slotsOf(layer, weights), training, mask };
    const inputs = layer.inputs.map(outputOf);
    traces.set(layer.name, { inputs, context, output: mathOf(layers, layer).forward(layer, inputs, context) });
  }
  return { logits: outputOf(spec.layers.at(-1)?.name ?? "input"), traces };
}

/** The gradients of all trainable weights, from the loss's gradient by the logits: the layers in reverse order. */
export function backwardPass(
  layers: LayerTable,
  spec: ModelSpec,
  { traces }: ForwardPass,
  byLogits: Tensor,
): Map<string, Float64Array> {
  const byWeights = new Map<string, Float64Array>();
  const byOutputs = new Map([[spec.layers.at(-1)?.name ?? "input", byLogits]]);
  for (const layer of spec.layers.toReversed()) {
    const trace = traces.get(layer.name);
    const gradient = byOutputs.get(layer.name);
    // A layer that the logits do not depend on has no gradient; its weights' gradients are zero.
    if (trace === undefined || gradient === undefined) continue;
    const { inputs, slots } = mathOf(layers, layer).backward(layer, trace, gradient);
    for (const [index, name] of layer.inputs.entries()) {
      const part = inputs[index];
      if (part !== undefined) byOutputs.set(name, sum(byOutputs.get(name), part));
    }
    for (const [slot, values] of Object.entries(slots)) byWeights.set(`${layer.name}.${slot}`, values);
  }
  return byWeights;
}

/** The statistics that a training step leaves behind, by slot name. */
export function movedStatistics(layers: LayerTable, spec: ModelSpec, { traces }: ForwardPass): Values {
  const moved = new Map<string, Float64Array>();
  for (const layer of spec.layers) {
    const trace = traces.get(layer.name);
    const slots = trace && mathOf(layers, layer).statistics?.(layer, trace);
    for (const [slot, values] of Object.entries(slots ?? {})) moved.set(`${layer.name}.${slot}`, values);
  }
  return moved;
}

/** The table gives each kind its own type; TypeScript cannot see that a layer and its own entry always fit. */
function mathOf(layers: LayerTable, layer: Layer): LayerMath<LayerKind> {
  return layers[layer.kind] as LayerMath<LayerKind>;
}

const slotNames: readonly SlotName[] = ["kernel", "bias", "gamma", "beta", "movingMean", "movingVariance"];

function slotsOf(layer: Layer, weights: Values): Slots {
  return Object.fromEntries(
    slotNames.flatMap((slot) => {
      const values = weights.get(`${layer.name}.${slot}`);
      return values === undefined ? [] : [[slot, values]];
    }),
  );
}

/** A layer that feeds several others gets the sum of their gradients. */
function sum(a: Tensor | undefined, b: Tensor): Tensor {
  if (a === undefined) return b;
  const data = a.data.slice();
  for (const [index, value] of b.data.entries()) addTo(data, index, value);
  return { shape: a.shape, data };
}
