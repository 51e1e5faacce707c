import {
  createReferenceBackend,
  formulas,
  type LayerCall,
  type LayerResult,
  type LayerRules,
} from "@evenkeel/backend-reference";
import type { Batch, ModelSpec, TrainingRecipe, Weights } from "@evenkeel/core";
import { stepBetween, type Step } from "../step.ts";

/** Something done at every layer while the oracle computes. Gives the layer's result, changed or not. */
export type Watch = (call: LayerCall, compute: (call: LayerCall) => LayerResult) => LayerResult;

/** The oracle's formulas with `watch` around every layer's. */
function watched(watch: Watch): LayerRules {
  const rules = Object.entries(formulas.layers).map(([kind, rule]) => [
    kind,
    (call: LayerCall) => watch(call, rule as (call: LayerCall) => LayerResult),
  ]);
  return Object.fromEntries(rules) as LayerRules;
}

const plain: Watch = (call, compute) => compute(call);

/** A training step as the oracle takes it; `recipe` is one of `gradientRecipe`. */
export async function oracleStep(
  spec: ModelSpec,
  weights: Weights,
  batch: Batch,
  recipe: TrainingRecipe,
  watch: Watch = plain,
): Promise<Step> {
  const backend = createReferenceBackend({ ...formulas, layers: watched(watch) });
  const model = await backend.loadTrainable?.({ kind: "spec", spec, weights }, { threads: 1 }, recipe);
  if (model === undefined) throw new RangeError("the oracle cannot train");
  const { value } = await model.train([batch]);
  return stepBetween(spec, weights, await model.exportWeights(), value[0] ?? Number.NaN);
}

/** What every layer gives for a batch in prediction, by name; [N, …] row-major. */
export async function oracleOutputs(
  spec: ModelSpec,
  weights: Weights,
  images: Batch["images"],
): Promise<ReadonlyMap<string, Float64Array>> {
  const outputs = new Map<string, Float64Array>();
  const backend = createReferenceBackend({
    ...formulas,
    layers: watched((call, compute) => {
      const result = compute(call);
      outputs.set(call.layer.name, result.output.data);
      return result;
    }),
  });
  const model = await backend.load({ kind: "spec", spec, weights }, { threads: 1 });
  await model.predict(images);
  return outputs;
}
