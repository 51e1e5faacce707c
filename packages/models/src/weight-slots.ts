import { DataError, type ModelSpec, type Weights } from "@evenkeel/core";
import { definitionOf } from "./layers/index.ts";
import type { LayerSlot } from "./layers/layer-definition.ts";
import { inferShapes } from "./shapes.ts";

/** One named tensor of a model's weights. */
export interface WeightSlot extends LayerSlot {
  /** `<layer>.<slot>`. */
  readonly name: string;
  readonly layer: string;
}

/**
 * All weights of a model in canonical order: by layer, then kernel, bias or gamma, beta, movingMean, movingVariance.
 */
export function weightSlots(spec: ModelSpec): readonly WeightSlot[] {
  const shapes = inferShapes(spec);
  return spec.layers.flatMap((layer) =>
    definitionOf(layer)
      .slots(layer, shapes.get(layer.inputs[0]) ?? [])
      .map((slot): WeightSlot => ({ name: `${layer.name}.${slot.slot}`, layer: layer.name, ...slot })),
  );
}

/** Throws `DataError` unless `weights` has exactly the model's slots with their shapes. `where` names the file. */
export function checkWeights(spec: ModelSpec, weights: Weights, where: string): void {
  const slots = weightSlots(spec);
  for (const { name, shape } of slots) {
    const got = weights.get(name);
    if (got?.shape.join() !== shape.join()) {
      throw new DataError(`not the weights of ${spec.name}`, {
        where,
        expected: `${name} [${shape.join(", ")}]`,
        got: got === undefined ? "no such tensor" : `[${got.shape.join(", ")}]`,
      });
    }
  }
  const names = new Set(slots.map(({ name }) => name));
  for (const name of weights.keys()) {
    if (!names.has(name))
      throw new DataError(`not the weights of ${spec.name}`, { where, got: `an extra tensor "${name}"` });
  }
}
