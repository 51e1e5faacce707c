import { addTo, at, channelsOf, tensor, type Tensor } from "../tensor.ts";

/** y[…,c] ← y[…,c] + b[c], in place. */
export function addBias(output: Tensor, bias: Tensor): void {
  const channels = channelsOf(output);
  for (let i = 0; i < output.data.length; i += 1) addTo(output.data, i, at(bias.data, i % channels));
}

/** Σ of x[…,c] over everything but the channel: also the gradient of a bias. */
export function channelSum(x: Tensor): Tensor {
  const channels = channelsOf(x);
  const sum = tensor([channels]);
  for (let i = 0; i < x.data.length; i += 1) addTo(sum.data, i % channels, at(x.data, i));
  return sum;
}
