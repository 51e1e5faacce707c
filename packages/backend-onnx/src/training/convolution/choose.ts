import { channelColumns } from "./channel-columns.ts";
import { im2col } from "./im2col.ts";
import type { ConvolutionAlgorithm, ConvolutionProblem } from "./problem.ts";

/** The one place that decides how a convolution is computed. */
export function chooseAlgorithm({ input }: ConvolutionProblem): ConvolutionAlgorithm {
  const fewChannels = 4;
  return input.order === "image-major" && input.channels <= fewChannels ? channelColumns : im2col;
}
