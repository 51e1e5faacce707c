import type { LayerRule } from "./layer-rule.ts";
import { tensor } from "../tensor.ts";

/** [N, H, W, C] to [N, H·W·C]: the same values in the same order. */
export const flatten: LayerRule<"flatten"> = ({ inputs: [x] }) => {
  const [count = 0] = x.shape;
  return {
    output: tensor([count, x.data.length / count], x.data),
    backward: (gradient) => ({ inputs: [tensor(x.shape, gradient.data)], weights: {} }),
  };
};
