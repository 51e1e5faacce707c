import type { Backend, LoadOptions, ModelSource } from "@evenkeel/core";
import type { ServedModel } from "@evenkeel/endpoint-server";
import type { ChosenModel } from "./chosen-model.ts";

/** The chosen model, loaded, and how faults load others beside it. */
export async function servedModel(chosen: ChosenModel, backend: Backend, options: LoadOptions): Promise<ServedModel> {
  const { network, source, swapped, labels } = chosen;
  const load = (own: ModelSource) => backend.load(own, options);
  return {
    name: network.name,
    input: network.input,
    labels,
    predictor: await load(source),
    others: {
      swapped: swapped === null ? null : () => load(swapped),
      withWeights: source.kind === "spec" ? (change) => load({ ...source, weights: change(source.weights) }) : null,
    },
  };
}
