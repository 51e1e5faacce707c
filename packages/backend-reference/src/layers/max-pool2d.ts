import type { LayerRule } from "./layer-rule.ts";
import { addTo, at, channelsOf, tensor } from "../tensor.ts";
import { slidingWindow } from "../window.ts";

/**
 * The largest value of the window's pixels inside the image. The gradient goes to that pixel alone; of equal ones, to
 * the first in row-major order of the window.
 */
export const maxPool2d: LayerRule<"max-pool2d"> = ({ layer, inputs: [x] }) => {
  const channels = channelsOf(x);
  const window = slidingWindow(x, { ...layer, kernel: layer.size, dilation: [1, 1] });
  const output = tensor([...window.outPixels, channels]);
  output.data.fill(-Infinity);
  /** The index in x that each output was taken from. */
  const winner = new Int32Array(output.data.length);
  window.forEachTap(channels, channels, (inputAt, outputAt) => {
    for (let c = 0; c < channels; c += 1) {
      const value = at(x.data, inputAt + c);
      if (value <= at(output.data, outputAt + c)) continue;
      output.data[outputAt + c] = value;
      winner[outputAt + c] = inputAt + c;
    }
  });

  return {
    output,
    backward(gradient) {
      const dx = tensor(x.shape);
      for (const [o, from] of winner.entries()) addTo(dx.data, from, at(gradient.data, o));
      return { inputs: [dx], weights: {} };
    },
  };
};
