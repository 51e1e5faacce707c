import { layerKinds, type Backend, type ModelSource, type TrainingRecipe } from "@evenkeel/core";
import { checkWeights, weightSlots } from "@evenkeel/models";
import { formulas, type Formulas } from "./formulas.ts";
import { identity } from "./identity.ts";
import { ReferenceModel, runtime } from "./reference-model.ts";

/** The oracle computing by other formulas: how tests show that a wrong one is noticed. */
export function createReferenceBackend(chosen: Formulas): Backend {
  const open = async ({ spec, weights }: ModelSource, recipe: TrainingRecipe): Promise<ReferenceModel> => {
    checkWeights(spec, weights, "reference");
    return new ReferenceModel(chosen, spec, inCanonicalOrder(spec, weights), recipe);
  };
  return {
    id: identity.id,
    title: identity.title,
    device: identity.device,
    supports: { sources: new Set(["spec"]), layers: new Set(layerKinds), training: true, threads: false },
    probe: async () => ({ state: "available", runtime }),
    load: (source) => open(source, source.spec.recipe),
    loadTrainable: (source, _options, recipe) => open(source, recipe),
  };
}

/** The oracle: plain float64 formulas, slow and obvious. The other backends are measured against it, and it is the one to copy. */
export const referenceBackend: Backend = createReferenceBackend(formulas);

function inCanonicalOrder(spec: ModelSource["spec"], weights: ModelSource["weights"]): ModelSource["weights"] {
  return new Map(
    weightSlots(spec).flatMap(({ name }) => {
      const values = weights.get(name);
      return values === undefined ? [] : [[name, values] as const];
    }),
  );
}
