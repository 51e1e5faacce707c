import type { LayerRule } from "./layer-rule.ts";
import { at, map } from "../tensor.ts";

/** y = max(0, x). The gradient at exactly 0 is 0. */
export const relu: LayerRule<"relu"> = ({ inputs: [x] }) => ({
  output: map(x, (value) => Math.max(0, value)),
  backward: (gradient) => ({
    inputs: [map(gradient, (dy, i) => (at(x.data, i) > 0 ? dy : 0))],
    weights: {},
  }),
});
