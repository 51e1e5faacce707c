import { z } from "zod";
import { channelOrderSchema, labelsSchema, layoutSchema } from "./onnx-interface.ts";
import { outputsSchema } from "./outputs.ts";

/** One number for all channels, or one each. */
const perChannel = <T extends z.ZodType>(value: T) => z.union([value, z.array(value).min(1).max(4)]);

/**
 * An ONNX image classifier, and what is declared of how it wants to be called: what is left out is read in the
 * file.
 */
const onnxDeclarationSchema = z.strictObject({
  kind: z.literal("onnx"),
  /** Its path; a run folder keeps its name and content hash alone. */
  file: z.string().min(1),
  /** What its outputs stand for, in their order, or the path of a file that says so, a label a line. */
  labels: z.union([z.string().min(1), labelsSchema]).exactOptional(),
  input: z
    .strictObject({
      name: z.string().min(1).exactOptional(),
      layout: layoutSchema.exactOptional(),
      /** Of an image; needed where the file leaves it open. */
      height: z.int().positive().exactOptional(),
      width: z.int().positive().exactOptional(),
      channels: z.int().positive().exactOptional(),
      channelOrder: channelOrderSchema.exactOptional(),
      /** What white goes in as, before mean and deviation: 1, or 255. */
      scale: z.number().positive().exactOptional(),
      mean: perChannel(z.number()).exactOptional(),
      deviation: perChannel(z.number().positive()).exactOptional(),
    })
    .exactOptional(),
  output: z
    .strictObject({ name: z.string().min(1).exactOptional(), meaning: outputsSchema.exactOptional() })
    .exactOptional(),
});
export type OnnxDeclaration = z.infer<typeof onnxDeclarationSchema>;

/** Where the model of a workload comes from, where it is no network of the zoo. */
export const workloadSourceSchema = z.discriminatedUnion("kind", [onnxDeclarationSchema]);
export type WorkloadSource = z.infer<typeof workloadSourceSchema>;
