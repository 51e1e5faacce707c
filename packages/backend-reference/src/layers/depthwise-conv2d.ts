import type { LayerRule } from "./layer-rule.ts";
import { addBias, channelSum } from "./bias.ts";
import { addTo, at, channelsOf, tensor } from "../tensor.ts";
import { slidingWindow } from "../window.ts";

/** y[n,i,j, c·M + m] = b[c·M + m] + Σ over taps of x[n, i·s + tap·d − pad, c] · k[tap,c,m], with M the multiplier. */
export const depthwiseConv2d: LayerRule<"depthwise-conv2d"> = ({ layer, inputs: [x], weight }) => {
  const { multiplier } = layer;
  const channels = channelsOf(x);
  const outputs = channels * multiplier;
  const kernel = weight("kernel");
  const window = slidingWindow(x, layer);
  const output = tensor([...window.outPixels, outputs]);
  window.forEachTap(channels, outputs, (inputAt, outputAt, tap) => {
    for (let o = 0; o < outputs; o += 1) {
      const value = at(x.data, inputAt + Math.floor(o / multiplier));
      addTo(output.data, outputAt + o, value * at(kernel.data, tap * outputs + o));
    }
  });
  if (layer.bias) addBias(output, weight("bias"));

  return {
    output,
    backward(gradient) {
      const dx = tensor(x.shape);
      const dKernel = tensor(kernel.shape);
      window.forEachTap(channels, outputs, (inputAt, outputAt, tap) => {
        for (let o = 0; o < outputs; o += 1) {
          const pixel = inputAt + Math.floor(o / multiplier);
          const dy = at(gradient.data, outputAt + o);
          addTo(dx.data, pixel, dy * at(kernel.data, tap * outputs + o));
          addTo(dKernel.data, tap * outputs + o, dy * at(x.data, pixel));
        }
      });
      return { inputs: [dx], weights: { kernel: dKernel, ...(layer.bias && { bias: channelSum(gradient) }) } };
    },
  };
};
