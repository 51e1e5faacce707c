import type { LayerRule } from "./layer-rule.ts";
import { addTo, at, map, tensor } from "../tensor.ts";

/** y[n,c] = the mean of x[n,·,·,c]. */
export const globalAveragePool2d: LayerRule<"global-average-pool2d"> = ({ inputs: [x] }) => {
  const [count = 0, height = 0, width = 0, channels = 0] = x.shape;
  const pixels = height * width;
  const output = tensor([count, channels]);
  const outputAt = (i: number) => Math.floor(i / (pixels * channels)) * channels + (i % channels);
  for (const [i, value] of x.data.entries()) addTo(output.data, outputAt(i), value / pixels);

  return {
    output,
    backward: (gradient) => ({
      inputs: [map(x, (_, i) => at(gradient.data, outputAt(i)) / pixels)],
      weights: {},
    }),
  };
};
