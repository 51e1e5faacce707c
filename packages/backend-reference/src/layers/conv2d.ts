import type { LayerRule } from "./layer-rule.ts";
import { addBias, channelSum } from "./bias.ts";
import { addTo, at, channelsOf, tensor } from "../tensor.ts";
import { slidingWindow } from "../window.ts";

/** y[n,i,j,f] = b[f] + Σ over taps and channels of x[n, i·s + tap·d − pad, c] · k[tap,c,f]: a cross-correlation. */
export const conv2d: LayerRule<"conv2d"> = ({ layer, inputs: [x], weight }) => {
  const { filters } = layer;
  const channels = channelsOf(x);
  const kernel = weight("kernel");
  const window = slidingWindow(x, layer);
  const output = tensor([...window.outPixels, filters]);
  window.forEachTap(channels, filters, (inputAt, outputAt, tap) => {
    for (let c = 0; c < channels; c += 1) {
      const value = at(x.data, inputAt + c);
      const kernelAt = (tap * channels + c) * filters;
      for (let f = 0; f < filters; f += 1) addTo(output.data, outputAt + f, value * at(kernel.data, kernelAt + f));
    }
  });
  if (layer.bias) addBias(output, weight("bias"));

  return {
    output,
    backward(gradient) {
      const dx = tensor(x.shape);
      const dKernel = tensor(kernel.shape);
      window.forEachTap(channels, filters, (inputAt, outputAt, tap) => {
        for (let c = 0; c < channels; c += 1) {
          const value = at(x.data, inputAt + c);
          const kernelAt = (tap * channels + c) * filters;
          let sum = 0;
          for (let f = 0; f < filters; f += 1) {
            const dy = at(gradient.data, outputAt + f);
            sum += dy * at(kernel.data, kernelAt + f);
            addTo(dKernel.data, kernelAt + f, dy * value);
          }
          addTo(dx.data, inputAt + c, sum);
        }
      });
      return { inputs: [dx], weights: { kernel: dKernel, ...(layer.bias && { bias: channelSum(gradient) }) } };
    },
  };
};
