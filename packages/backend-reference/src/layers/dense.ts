import type { LayerRule } from "./layer-rule.ts";
import { addBias, channelSum } from "./bias.ts";
import { addTo, at, channelsOf, tensor } from "../tensor.ts";

/** y[n,o] = b[o] + Σ over i of x[n,i] · k[i,o]. */
export const dense: LayerRule<"dense"> = ({ layer, inputs: [x], weight }) => {
  const { units } = layer;
  const [count = 0] = x.shape;
  const features = channelsOf(x);
  const kernel = weight("kernel");
  const output = tensor([count, units]);
  for (let n = 0; n < count; n += 1) {
    for (let i = 0; i < features; i += 1) {
      const value = at(x.data, n * features + i);
      for (let o = 0; o < units; o += 1) addTo(output.data, n * units + o, value * at(kernel.data, i * units + o));
    }
  }
  if (layer.bias) addBias(output, weight("bias"));

  return {
    output,
    backward(gradient) {
      const dx = tensor(x.shape);
      const dKernel = tensor(kernel.shape);
      for (let n = 0; n < count; n += 1) {
        for (let i = 0; i < features; i += 1) {
          const value = at(x.data, n * features + i);
          for (let o = 0; o < units; o += 1) {
            const dy = at(gradient.data, n * units + o);
            addTo(dx.data, n * features + i, dy * at(kernel.data, i * units + o));
            addTo(dKernel.data, i * units + o, dy * value);
          }
        }
      }
      return { inputs: [dx], weights: { kernel: dKernel, ...(layer.bias && { bias: channelSum(gradient) }) } };
    },
  };
};
