import { outputsSchema } from "@evenkeel/core";
import { z } from "zod";

/** How images become the input tensor of a tensor endpoint. */
export const tensorInputSchema = z.strictObject({
  name: z.string().min(1),
  /** `flat` is [N, height · width · channels] in NHWC order. */
  layout: z.enum(["NHWC", "NCHW", "flat"]),
  datatype: z.enum(["FP32", "FP64", "FP16", "UINT8"]),
  /** What a value of 0–1 is scaled to, before mean and deviation. */
  scaling: z.enum(["0-1", "0-255"]),
  /** A value each channel, of the scaled values: (value − mean) / deviation. */
  mean: z.array(z.number()).min(1).exactOptional(),
  deviation: z.array(z.number().positive()).min(1).exactOptional(),
});
export type TensorInput = z.infer<typeof tensorInputSchema>;

export const tensorOutputSchema = z.strictObject({
  name: z.string().min(1),
  meaning: outputsSchema,
  /** Length of the output vector, where it is longer than the list of classes. */
  count: z.int().min(2).max(1_000_000).exactOptional(),
});
