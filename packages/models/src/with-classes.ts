import type { Layer, LayerKind, ModelSpec } from "@evenkeel/core";

/** Layers that give as many channels or units as they get. */
const passesChannels: ReadonlySet<LayerKind> = new Set<LayerKind>([
  "relu",
  "dropout",
  "batch-norm",
  "max-pool2d",
  "average-pool2d",
  "global-average-pool2d",
]);

/**
 * The network with its logits for another number of classes: the last dense or convolution layer gives that many
 * outputs, and all else stays, names and seeded streams included. The same object where nothing changes; null where no
 * such layer decides the logits alone.
 */
export function withClasses(spec: ModelSpec, classes: number): ModelSpec | null {
  if (spec.classes === classes) return spec;
  const decisive = decisiveLayer(spec);
  if (decisive === null) return null;
  const resized: Layer =
    decisive.kind === "dense" ? { ...decisive, units: classes } : { ...decisive, filters: classes };
  return { ...spec, classes, layers: spec.layers.map((layer) => (layer === decisive ? resized : layer)) };
}

/** The layer whose outputs are the logits, with nothing but what passes channels behind it. */
function decisiveLayer({ layers }: ModelSpec): Extract<Layer, { kind: "dense" | "conv2d" }> | null {
  let layer = layers.at(-1);
  while (layer !== undefined) {
    if (layer.kind === "dense" || layer.kind === "conv2d") return layer;
    if (!passesChannels.has(layer.kind)) return null;
    const [source] = layer.inputs;
    // What feeds another layer, too, would change that one as well.
    if (layers.filter(({ inputs }) => inputs.some((name) => name === source)).length > 1) return null;
    layer = layers.find(({ name }) => name === source);
  }
  return null;
}
