import type { LayerRule } from "./layer-rule.ts";
import { addBias, channelSum } from "./bias.ts";
import { addTo, at, channelsOf, tensor } from "../tensor.ts";
import { slidingWindow } from "../window.ts";

// The innermost loops index directly: vitest calls imported functions through getters, 20 times slower than all the
// rest.

/** y[n,i,j,f] = b[f] + Σ over taps and channels of x[n, i·s + tap·d − pad, c] · k[tap,c,f]: a cross-correlation. */
export const conv2d: LayerRule<"conv2d"> = ({ layer, inputs: [x], weight }) => {
  const { filters } = layer;
  const channels = channelsOf(x);
  const kernel = weight("kernel");
  const { data: k } = kernel;
  const window = slidingWindow(x, layer);
  const output = tensor([...window.outPixels, filters]);
  const { data: y } = output;
  window.forEachTap(channels, filters, (inputAt, outputAt, tap) => {
    for (let c = 0; c < channels; c += 1) {
      const value = at(x.data, inputAt + c);
      const kernelAt = (tap * channels + c) * filters;
      for (let f = 0; f < filters; f += 1) {
        y[outputAt + f] = (y[outputAt + f] as number) + value * (k[kernelAt + f] as number);
      }
    }
  });
  if (layer.bias) addBias(output, weight("bias"));

  return {
    output,
    backward(gradient) {
      const dx = tensor(x.shape);
      const dKernel = tensor(kernel.shape);
      const { data: dk } = dKernel;
      const { data: dy } = gradient;
      window.forEachTap(channels, filters, (inputAt, outputAt, tap) => {
        for (let c = 0; c < channels; c += 1) {
          const value = at(x.data, inputAt + c);
          const kernelAt = (tap * channels + c) * filters;
          let sum = 0;
          for (let f = 0; f < filters; f += 1) {
            const dyf = dy[outputAt + f] as number;
            sum += dyf * (k[kernelAt + f] as number);
            dk[kernelAt + f] = (dk[kernelAt + f] as number) + dyf * value;
          }
          addTo(dx.data, inputAt + c, sum);
        }
      });
      return { inputs: [dx], weights: { kernel: dKernel, ...(layer.bias && { bias: channelSum(gradient) }) } };
    },
  };
};
