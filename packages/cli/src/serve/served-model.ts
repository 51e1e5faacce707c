import type { Backend, LoadOptions, Weights } from "@evenkeel/core";
import type { ServedModel } from "@evenkeel/endpoint-server";
import type { ChosenModel } from "./chosen-model.ts";

/** The chosen model, loaded, and how faults load others beside it. */
export async function servedModel(chosen: ChosenModel, backend: Backend, options: LoadOptions): Promise<ServedModel> {
  const { spec, weights, swapped, labels } = chosen;
  const load = (own: Weights) => backend.load({ kind: "spec", spec, weights: own }, options);
  return {
    name: spec.name,
    input: spec.input,
    labels,
    predictor: await load(weights),
    others: {
      swapped: swapped === null ? null : () => load(swapped),
      withWeights: (change) => load(change(weights)),
    },
  };
}
