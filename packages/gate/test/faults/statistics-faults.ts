/** Wrong batch normalisations. */
import { layerRules, type LayerRules, type Tensor } from "@evenkeel/backend-reference";
import { map } from "./place.ts";

type Rules = Partial<LayerRules>;

const hardCoded = (constants: { readonly epsilon?: number; readonly momentum?: number }): Rules => ({
  "batch-norm": (call) => layerRules["batch-norm"]({ ...call, layer: { ...call.layer, ...constants } }),
});

/**
 * The variance as E[x²] − E[x]², both in float32: nothing is left of it where the mean is large. What is normalised is
 * as far off as by scaling it.
 */
const onePassVariance: Rules = {
  "batch-norm"(call) {
    if (call.training === null) return layerRules["batch-norm"](call);
    const [x] = call.inputs;
    const channels = x.shape.at(-1) ?? 1;
    const factors = Float64Array.from({ length: channels }, (_, c) => {
      const values = x.data.filter((_value, i) => i % channels === c);
      const [mean, square] = [meanOf(values), meanOf(values.map((value) => value ** 2))];
      const got = Math.max(0, Math.fround(square - Math.fround(mean * mean)));
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return Math.sqrt((variance + call.layer.epsilon) / (got + call.layer.epsilon));
    });
    const scaled = (values: Tensor) => map(values, (value, i) => value * (factors[i % channels] as number));
    const weight = (slot: string) => (slot === "gamma" ? scaled(call.weight(slot)) : call.weight(slot));
    const result = layerRules["batch-norm"]({ ...call, weight });
    return {
      ...result,
      backward(gradient) {
        const { inputs, weights } = result.backward(gradient);
        return { inputs, weights: { ...weights, gamma: scaled(weights["gamma"] ?? call.weight("gamma")) } };
      },
    };
  },
};

function meanOf(values: Float64Array): number {
  return Math.fround(values.reduce((sum, value) => Math.fround(sum + Math.fround(value)), 0) / values.length);
}

export const statisticsFaults = {
  epsilonHardCoded: hardCoded({ epsilon: 1e-3 }),
  momentumHardCoded: hardCoded({ momentum: 0.9 }),
  onePassVariance,
};
