import type { Layer, LayerOf, ModelSpec } from "@evenkeel/core";
import type { Choices } from "./choices.ts";

/** A convolution with the relu (where there is one) and the max-pooling behind it, computed in one piece. */
export interface ConvPoolStage {
  readonly kind: "conv-pool";
  readonly name: string;
  readonly inputs: readonly string[];
  readonly conv: LayerOf<"conv2d">;
  readonly relu: boolean;
  readonly pool: LayerOf<"max-pool2d">;
}

/** One piece of the training graph: mostly a layer of its own. */
export type Stage = Layer | ConvPoolStage;

/** The stages of a model in order. Each carries the name of its last layer, by which later stages know its output. */
export function planStages(spec: ModelSpec, { poolingFirst }: Pick<Choices, "poolingFirst">): Stage[] {
  if (!poolingFirst) return [...spec.layers];
  const fused = new Set<Layer>();
  return spec.layers.flatMap((layer): Stage[] => {
    if (fused.has(layer)) return [];
    const next = soleConsumer(spec, layer);
    const last = next?.kind === "relu" ? soleConsumer(spec, next) : next;
    if (layer.kind !== "conv2d" || next === null || last?.kind !== "max-pool2d") return [layer];
    fused.add(next).add(last);
    return [
      {
        kind: "conv-pool",
        name: last.name,
        inputs: layer.inputs,
        conv: layer,
        relu: next.kind === "relu",
        pool: last,
      },
    ];
  });
}

/** The only layer that reads a layer's output, or null where there are more or none. */
function soleConsumer(spec: ModelSpec, { name }: Layer): Layer | null {
  const consumers = spec.layers.filter((layer) => layer.inputs.includes(name));
  return consumers.length === 1 ? (consumers[0] ?? null) : null;
}
