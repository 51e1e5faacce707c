import {
  specOf,
  type Backend,
  type LayerKind,
  type ModelSpec,
  type SpecSource,
  type TrainingRecipe,
  type Weights,
} from "@evenkeel/core";
import { checkWeights, weightSlots } from "@evenkeel/models";
import { formulas, type Formulas } from "./formulas.ts";
import { identity } from "./identity.ts";
import { ReferenceModel, runtime } from "./reference-model.ts";

const id = "reference";

/** The oracle computing by other formulas: how tests show that a wrong one is noticed. */
export function createReferenceBackend(chosen: Formulas): Backend {
  const open = async ({ spec, weights }: SpecSource, recipe: TrainingRecipe): Promise<ReferenceModel> => {
    checkWeights(spec, weights, id);
    return new ReferenceModel(chosen, spec, inCanonicalOrder(spec, weights), recipe);
  };
  const layers = new Set(Object.keys(chosen.layers) as LayerKind[]);
  return {
    ...identity,
    supports: { sources: new Set(["spec"]), layers, training: true, threads: false },
    probe: async () => ({ state: "available", runtime }),
    load: async (source) => {
      const ours = specOf(source, id);
      return open(ours, ours.spec.recipe);
    },
    loadTrainable: async (source, _options, recipe) => open(specOf(source, id), recipe),
  };
}

/** The oracle: plain float64 formulas, slow and obvious. Other backends are held against it; the one to copy. */
export const referenceBackend: Backend = createReferenceBackend(formulas);

function inCanonicalOrder(spec: ModelSpec, weights: Weights): Weights {
  return new Map(
    weightSlots(spec).flatMap(({ name }) => {
      const values = weights.get(name);
      return values === undefined ? [] : [[name, values] as const];
    }),
  );
}
