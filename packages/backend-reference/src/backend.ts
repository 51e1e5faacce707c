import { layerKinds, type Backend, type LoadOptions, type ModelSource, type RuntimeInfo } from "@evenkeel/core";
import { checkWeights } from "@evenkeel/models";
import packageJson from "../package.json" with { type: "json" };
import { formulas, type Formulas } from "./formulas.ts";
import { ReferenceModel } from "./reference-model.ts";

/** A JavaScript engine's float64 on the calling thread. */
const runtime: RuntimeInfo = {
  library: packageJson.name,
  version: packageJson.version,
  provider: "float64",
  threads: 1,
  simd: false,
  deviceName: null,
};

/** The oracle: plain TypeScript in float64, slow and obvious. Also the example to copy for a new backend. */
export const referenceBackend: Backend = createReferenceBackend(formulas);

/** The oracle computing by other formulas: for tests that prove that a wrong formula is noticed. */
export function createReferenceBackend(chosen: Formulas): Backend {
  const load = async ({ spec, weights }: ModelSource, _options: LoadOptions, recipe = spec.recipe) => {
    checkWeights(spec, weights, "weights given to reference");
    return new ReferenceModel(runtime, chosen, spec, weights, recipe);
  };
  return {
    id: "reference",
    title: "Reference (float64 TypeScript)",
    device: "cpu",
    supports: { sources: new Set(["spec"]), layers: new Set(layerKinds), training: true, threads: false },
    probe: async () => ({ state: "available", runtime }),
    load,
    loadTrainable: load,
  };
}
