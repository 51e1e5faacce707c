import { elementCount, type ModelSpec, type Weights } from "@evenkeel/core";
import { inferShapes, weightSlots } from "@evenkeel/models";

/**
 * The network up to one of its layers, its numbers flattened as logits: so that a backend that knows nothing but whole
 * networks says what a layer inside gives. Null for a layer that gives a single number: a network has two classes at
 * least.
 */
export function partEndingAt(spec: ModelSpec, layer: string): ModelSpec | null {
  const shape = inferShapes(spec).get(layer);
  if (shape === undefined) throw new RangeError(`${spec.name} has no layer "${layer}"`);
  const needed = new Set([layer]);
  for (const { name, inputs } of spec.layers.toReversed()) {
    if (needed.has(name)) for (const input of inputs) needed.add(input);
  }
  const layers = spec.layers.filter(({ name }) => needed.has(name));
  const classes = elementCount(shape);
  if (classes < 2) return null;
  const flat = { kind: "flatten" as const, name: "flattened-part", inputs: [layer] as const };
  return {
    ...spec,
    name: `${spec.name}-to-${layer}`,
    classes,
    layers: shape.length === 1 ? layers : [...layers, flat],
  };
}

/** Those of a network's weights that a part of it has. */
export function weightsOfPart(part: ModelSpec, weights: Weights): Weights {
  return new Map(
    weightSlots(part).map(({ name }) => {
      const values = weights.get(name);
      if (values === undefined) throw new RangeError(`no weights ${name}`);
      return [name, values];
    }),
  );
}
