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

/** A convolution with a bias and the batch normalisation behind it, which takes the bias out again. */
export interface ConvNormStage {
  readonly kind: "conv-norm";
  readonly name: string;
  readonly inputs: readonly string[];
  readonly conv: LayerOf<"conv2d">;
  readonly norm: LayerOf<"batch-norm">;
}

/** One piece of the training graph: mostly a layer of its own. */
export type Stage = Layer | ConvPoolStage | ConvNormStage;

/** The stages of a model in order. Each carries the name of its last layer, by which later stages know its output. */
export function planStages(spec: ModelSpec, { poolingFirst }: Pick<Choices, "poolingFirst">): Stage[] {
  const fused = new Set<Layer>();
  return spec.layers.flatMap((layer): Stage[] => {
    if (fused.has(layer)) return [];
    const stage = layer.kind === "conv2d" ? convolutionStage(spec, layer, poolingFirst) : null;
    if (stage === null) return [layer];
    for (const behind of stage.behind) fused.add(behind);
    return [stage.stage];
  });
}

/** A convolution and the layers behind it that are computed in one piece with it, or null where there are none. */
function convolutionStage(
  spec: ModelSpec,
  conv: LayerOf<"conv2d">,
  poolingFirst: boolean,
): { readonly stage: Stage; readonly behind: readonly Layer[] } | null {
  const { inputs } = conv;
  const next = soleConsumer(spec, conv);
  if (next === null) return null;
  if (conv.bias && next.kind === "batch-norm") {
    return { stage: { kind: "conv-norm", name: next.name, inputs, conv, norm: next }, behind: [next] };
  }
  const relu = next.kind === "relu";
  const pool = relu ? soleConsumer(spec, next) : next;
  if (!poolingFirst || pool?.kind !== "max-pool2d") return null;
  return { stage: { kind: "conv-pool", name: pool.name, inputs, conv, relu, pool }, behind: [next, pool] };
}

/** The only layer that reads a layer's output, or null where there are more or none. */
function soleConsumer(spec: ModelSpec, { name }: Layer): Layer | null {
  const consumers = spec.layers.filter((layer) => layer.inputs.includes(name));
  return consumers.length === 1 ? (consumers[0] ?? null) : null;
}
