import type { LayerRule } from "./layer-rule.ts";
import { channelsOf, tensor } from "../tensor.ts";

/** The inputs beside each other along the channel axis. */
export const concat: LayerRule<"concat"> = ({ inputs }) => {
  const [first] = inputs;
  const width = inputs.reduce((sum, input) => sum + channelsOf(input), 0);
  const pixels = first.data.length / channelsOf(first);
  const output = tensor([...first.shape.slice(0, -1), width]);
  let channel = 0;
  const parts = inputs.map((input) => {
    const part = { input, channels: channelsOf(input), channel };
    channel += part.channels;
    return part;
  });
  for (const { input, channels, channel: start } of parts) {
    for (let p = 0; p < pixels; p += 1) {
      output.data.set(input.data.subarray(p * channels, (p + 1) * channels), p * width + start);
    }
  }

  return {
    output,
    backward(gradient) {
      const shares = parts.map(({ input, channels, channel: start }) => {
        const share = tensor(input.shape);
        for (let p = 0; p < pixels; p += 1) {
          const from = p * width + start;
          share.data.set(gradient.data.subarray(from, from + channels), p * channels);
        }
        return share;
      });
      return { inputs: shares, weights: {} };
    },
  };
};
