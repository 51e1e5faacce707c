import type { Layer, ModelSpec } from "@evenkeel/core";
import { parseModelSpec } from "@evenkeel/models";
import type { Drawn } from "./random-cases.ts";

/** A network around one that was drawn: it fails, too, and nothing that `smallerThan` makes of it does. */
export async function shrink(drawn: Drawn, fails: (smaller: Drawn) => Promise<boolean>): Promise<Drawn> {
  for (const smaller of smallerThan(drawn)) {
    if (await fails(smaller)) return shrink(smaller, fails);
  }
  return drawn;
}

/** With a layer less, fewer images, or fewer calls or steps; each is smaller, so that shrinking ends. */
function* smallerThan(drawn: Drawn): Generator<Drawn> {
  const { spec, images, calls } = drawn;
  for (const { name } of spec.layers) {
    const left = without(spec, name);
    if (left !== null) yield { ...drawn, spec: left };
  }
  for (const fewer of fewerThan(images)) yield { ...drawn, images: fewer };
  for (const fewer of fewerThan(calls.length)) yield { ...drawn, calls: calls.slice(0, fewer) };
  const [first = []] = calls;
  if (calls.length === 1 && first.length > 1) yield { ...drawn, calls: [first.slice(1)] };
}

/** The least counts, and the next below. */
function fewerThan(count: number): number[] {
  return [...new Set([1, 2, count - 1])].filter((fewer) => fewer > 0 && fewer < count);
}

/** The network without a layer, whose readers read what it read; null where that is none. */
function without(spec: ModelSpec, removed: string): ModelSpec | null {
  const layer = spec.layers.find(({ name }) => name === removed);
  if (layer === undefined || layer.name === spec.layers.at(-1)?.name) return null;
  const rewired = spec.layers
    .filter(({ name }) => name !== removed)
    .map((other) => ({ ...other, inputs: other.inputs.map((name) => (name === removed ? layer.inputs[0] : name)) }));
  const read = new Set(rewired.flatMap(({ inputs }) => inputs));
  const last = rewired.at(-1);
  try {
    return parseModelSpec({ ...spec, layers: rewired.filter((other) => other === last || read.has(other.name)) });
  } catch {
    return null;
  }
}

/** `7×2×1 > conv2d kernel 2×2, filters 8 > … ; 3 images`: all that is needed to write it down again. */
export function describeDrawn({ spec, images, calls, loss, optimizer }: Drawn): string {
  const { height, width, channels } = spec.input;
  let previous = "input";
  const layers = spec.layers.map((layer) => {
    const from = layer.inputs.join() === previous ? "" : ` of ${layer.inputs.join(" and ")}`;
    previous = layer.name;
    return `${layer.name}${from}${optionsOf(layer)}`;
  });
  const steps = calls.map((sizes) => sizes.join("+")).join(", ");
  return `${height}×${width}×${channels} > ${layers.join(" > ")}; ${loss}; ${images} images; ${optimizer} on ${steps}`;
}

function optionsOf({ kind: _kind, name: _name, inputs: _inputs, ...options }: Layer): string {
  const shown = Object.entries(options).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join("×") : String(value)}`,
  );
  return shown.length === 0 ? "" : ` (${shown.join(", ")})`;
}
