import type { LayerRule } from "./layer-rule.ts";
import { at, map } from "../tensor.ts";

/** Training: y = x · mask, the mask holding 0 or 1/(1−rate). Prediction: y = x. */
export const dropout: LayerRule<"dropout"> = ({ inputs: [x], training }) => {
  const mask = training?.mask();
  if (mask === undefined) return { output: x, backward: (gradient) => ({ inputs: [gradient], weights: {} }) };
  return {
    output: map(x, (value, i) => value * at(mask.data, i)),
    backward: (gradient) => ({
      inputs: [map(gradient, (dy, i) => dy * at(mask.data, i))],
      weights: {},
    }),
  };
};
