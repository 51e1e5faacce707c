import { z } from "zod";

/** The one data type that images and outputs have. */
export const datatype = "FP32";
export const bytesPerValue = Float32Array.BYTES_PER_ELEMENT;
/** The name of the input, as in our exported ONNX files. The output is named after what it is: `logits`. */
export const inputName = "images";

const parameters = z.looseObject({
  /** Of the binary tensor extension: bytes of this tensor after the JSON. */
  binary_data_size: z.int().nonnegative().optional(),
  /** Of an output that is asked for: in binary. */
  binary_data: z.boolean().optional(),
  /** Of a request: all outputs in binary, unless one says otherwise. */
  binary_data_output: z.boolean().optional(),
});

const inputSchema = z.object({
  name: z.string(),
  shape: z.array(z.int().nonnegative()).max(8),
  datatype: z.string(),
  parameters: parameters.optional(),
  /** Numbers, flat or nested. */
  data: z.unknown().optional(),
});
export type InferInput = z.infer<typeof inputSchema>;

const outputSchema = z.object({ name: z.string(), parameters: parameters.optional() });

/** The JSON of an inference request; fields that it does not know it passes over, as the protocol wants. */
export const inferRequestSchema = z.object({
  id: z.string().max(200).optional(),
  parameters: parameters.optional(),
  inputs: z.array(inputSchema).min(1).max(16),
  outputs: z.array(outputSchema).max(16).optional(),
});
export type InferRequest = z.infer<typeof inferRequestSchema>;
