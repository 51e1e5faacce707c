import { BackendError, type HostTensor, type Layer, type ModelSpec } from "@evenkeel/core";
import { computeLayer } from "./layers/index.ts";
import type { LayerResult, LayerRules } from "./layers/layer-rule.ts";
import { addTo, fromHost, map, type Tensor } from "./tensor.ts";

/** Weights, or their gradients, in float64 by slot name. */
export type Tensors = ReadonlyMap<string, Tensor>;

export interface ForwardPass {
  /** [N, classes] */
  readonly logits: Tensor;
  /** By layer. */
  readonly results: ReadonlyMap<string, LayerResult>;
}

/**
 * Runs the layers in order over `images`, [N, H, W, C]. `masks` are those of a training batch, by dropout layer; null
 * predicts.
 */
export function forwardPass(
  rules: LayerRules,
  spec: ModelSpec,
  weights: Tensors,
  images: Tensor,
  masks: ReadonlyMap<string, HostTensor> | null,
): ForwardPass {
  const results = new Map<string, LayerResult>();
  const outputOf = (name: string) => results.get(name)?.output ?? images;
  for (const layer of spec.layers) {
    const result = computeLayer(rules, {
      layer,
      inputs: [outputOf(layer.inputs[0]), ...layer.inputs.slice(1).map(outputOf)],
      weight: (slot) => known(weights.get(`${layer.name}.${slot}`), layer, slot),
      training: masks && { mask: () => maskOf(masks, layer, outputOf(layer.inputs[0])) },
    });
    results.set(layer.name, result);
  }
  return { logits: outputOf(lastOf(spec)), results };
}

/** The gradients of the trainable weights, from the loss's gradient by the logits: the layers in reverse order. */
export function backwardPass(spec: ModelSpec, { results }: ForwardPass, byLogits: Tensor): Tensors {
  const byWeights = new Map<string, Tensor>();
  const byOutputs = new Map([[lastOf(spec), byLogits]]);
  for (const layer of spec.layers.toReversed()) {
    const gradient = byOutputs.get(layer.name);
    // The logits do not depend on a layer without one.
    if (gradient === undefined) continue;
    const { inputs, weights } = known(results.get(layer.name), layer, "result").backward(gradient);
    for (const [index, name] of layer.inputs.entries()) {
      byOutputs.set(name, sum(byOutputs.get(name), known(inputs[index], layer, "gradient by its input")));
    }
    for (const [slot, values] of Object.entries(weights)) byWeights.set(`${layer.name}.${slot}`, values);
  }
  return byWeights;
}

/** The weights that a training pass replaces without a gradient, by slot name. */
export function replacedWeights({ results }: ForwardPass): Map<string, Float64Array> {
  return new Map(
    [...results].flatMap(([name, { replaced = {} }]) =>
      Object.entries(replaced).map(([slot, { data }]): [string, Float64Array] => [`${name}.${slot}`, data]),
    ),
  );
}

function maskOf(masks: ReadonlyMap<string, HostTensor>, { name }: Layer, input: Tensor): Tensor {
  const mask = masks.get(name);
  if (mask?.shape.join() !== input.shape.join()) {
    throw new BackendError("the batch has no dropout mask for the layer", {
      where: `layer "${name}"`,
      expected: `[${input.shape.join(", ")}]`,
      got: mask === undefined ? "none" : `[${mask.shape.join(", ")}]`,
    });
  }
  return fromHost(mask);
}

function lastOf(spec: ModelSpec): string {
  return spec.layers.at(-1)?.name ?? "input";
}

/** A layer that feeds several others gets the sum of their gradients. */
function sum(a: Tensor | undefined, b: Tensor): Tensor {
  if (a === undefined) return b;
  const total = map(a, (value) => value);
  for (const [index, value] of b.data.entries()) addTo(total.data, index, value);
  return total;
}

function known<T>(value: T | undefined, { name }: Layer, what: string): T {
  if (value === undefined) throw new BackendError(`no ${what}`, { where: `layer "${name}"` });
  return value;
}
