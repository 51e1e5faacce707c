import type { LayerRule } from "./layer-rule.ts";
import { addTo, at, channelsOf, map, tensor } from "../tensor.ts";
import { slidingWindow } from "../window.ts";

/** The mean of the window's pixels inside the image: padding does not count. */
export const averagePool2d: LayerRule<"average-pool2d"> = ({ layer, inputs: [x] }) => {
  const channels = channelsOf(x);
  const window = slidingWindow(x, { ...layer, kernel: layer.size, dilation: [1, 1] });
  const sum = tensor([...window.outPixels, channels]);
  const pixels = tensor(sum.shape);
  window.forEachTap(channels, channels, (inputAt, outputAt) => {
    for (let c = 0; c < channels; c += 1) {
      addTo(sum.data, outputAt + c, at(x.data, inputAt + c));
      addTo(pixels.data, outputAt + c, 1);
    }
  });

  return {
    output: map(sum, (total, o) => total / at(pixels.data, o)),
    backward(gradient) {
      const dx = tensor(x.shape);
      window.forEachTap(channels, channels, (inputAt, outputAt) => {
        for (let c = 0; c < channels; c += 1) {
          addTo(dx.data, inputAt + c, at(gradient.data, outputAt + c) / at(pixels.data, outputAt + c));
        }
      });
      return { inputs: [dx], weights: {} };
    },
  };
};
