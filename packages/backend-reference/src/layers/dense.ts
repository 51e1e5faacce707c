import type { LayerRule } from "./layer-rule.ts";
import { addBias, channelSum } from "./bias.ts";
import { addTo, at, channelsOf, tensor } from "../tensor.ts";

// The innermost loops index directly: see conv2d.

/** y[n,o] = b[o] + Σ over i of x[n,i] · k[i,o]. */
export const dense: LayerRule<"dense"> = ({ layer, inputs: [x], weight }) => {
  const { units } = layer;
  const [count = 0] = x.shape;
  const features = channelsOf(x);
  const kernel = weight("kernel");
  const { data: k } = kernel;
  const output = tensor([count, units]);
  const { data: y } = output;
  for (let n = 0; n < count; n += 1) {
    for (let i = 0; i < features; i += 1) {
      const value = at(x.data, n * features + i);
      for (let o = 0; o < units; o += 1) {
        y[n * units + o] = (y[n * units + o] as number) + value * (k[i * units + o] as number);
      }
    }
  }
  if (layer.bias) addBias(output, weight("bias"));

  return {
    output,
    backward(gradient) {
      const dx = tensor(x.shape);
      const dKernel = tensor(kernel.shape);
      const { data: dk } = dKernel;
      const { data: dy } = gradient;
      for (let n = 0; n < count; n += 1) {
        for (let i = 0; i < features; i += 1) {
          const value = at(x.data, n * features + i);
          let sum = 0;
          for (let o = 0; o < units; o += 1) {
            const dyo = dy[n * units + o] as number;
            sum += dyo * (k[i * units + o] as number);
            dk[i * units + o] = (dk[i * units + o] as number) + dyo * value;
          }
          addTo(dx.data, n * features + i, sum);
        }
      }
      return { inputs: [dx], weights: { kernel: dKernel, ...(layer.bias && { bias: channelSum(gradient) }) } };
    },
  };
};
