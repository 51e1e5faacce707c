/** The ways to compute a convolution; of equally costly ones the first is taken. */
export const convolutionNames = [
  "im2col",
  "channel-columns",
  "pointwise",
  "winograd-f2",
  "winograd-f3",
  "winograd-f4",
  "winograd-f5",
  "winograd-f2-lines",
  "winograd-f3-lines",
  "winograd-f4-lines",
  "winograd-f5-lines",
] as const;
export type ConvolutionName = (typeof convolutionNames)[number];
