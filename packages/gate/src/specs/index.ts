import type { LayerKind, ModelSpec } from "@evenkeel/core";
import { networkSpecs } from "./networks.ts";
import {
  addSpecs,
  batchNormSpecs,
  concatSpecs,
  denseSpecs,
  dropoutSpecs,
  flattenSpecs,
  globalAveragePoolSpecs,
  reluSpecs,
} from "./other-layers.ts";
import type { Specs } from "./small-spec.ts";
import { averagePoolSpecs, convolutionSpecs, depthwiseSpecs, maxPoolSpecs } from "./windows.ts";

/** For each layer kind, small networks around one such layer that try its options. */
export const layerSpecs: Readonly<Record<LayerKind, Specs>> = {
  conv2d: convolutionSpecs,
  "depthwise-conv2d": depthwiseSpecs,
  dense: denseSpecs,
  "max-pool2d": maxPoolSpecs,
  "average-pool2d": averagePoolSpecs,
  "global-average-pool2d": globalAveragePoolSpecs,
  "batch-norm": batchNormSpecs,
  relu: reluSpecs,
  dropout: dropoutSpecs,
  flatten: flattenSpecs,
  add: addSpecs,
  concat: concatSpecs,
};

/** Every small network of the suite by name: one for each layer kind and option, and a few that mix all kinds. */
export const smallSpecs: ReadonlyMap<string, ModelSpec> = new Map(
  [...Object.values(layerSpecs).flat(), ...networkSpecs].map((spec) => [spec.name, spec]),
);

/** A network of the layers that no backend can do without: flatten and dense. */
export const leastSpec = "dense-behind-dense";

/** The small network of that name. */
export function smallSpecNamed(name: string): ModelSpec {
  const spec = smallSpecs.get(name);
  if (spec === undefined) throw new RangeError(`no small spec "${name}"`);
  return spec;
}

export { networkSpecs };
