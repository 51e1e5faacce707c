import { z } from "zod";
import { outputsSchema } from "./outputs.ts";

/** Order of the axes of a batch of images: channels last or channels first. */
export const layoutSchema = z.enum(["nhwc", "nchw"]);
/** Order of the channels of a colour image. */
export const channelOrderSchema = z.enum(["rgb", "bgr"]);

/** What a label may be called, as class names are. */
export const labelSchema = z.string().min(1).max(500);
/** In the order of a model's outputs. */
export const labelsSchema = z.array(labelSchema).min(2).max(100_000);

/**
 * How an ONNX image classifier wants to be called. A value v of a pixel, 0 to 1, goes in as (scale · v − mean) /
 * deviation, each channel with its own, in the order in which the channels go in.
 */
export const onnxInterfaceSchema = z.strictObject({
  input: z.strictObject({
    /** Of the graph's input. */
    name: z.string(),
    layout: layoutSchema,
    channelOrder: channelOrderSchema,
    scale: z.number().positive(),
    /** One a channel. */
    mean: z.array(z.number()).min(1),
    deviation: z.array(z.number().positive()).min(1),
    /** Images in each call, where the file fixes it; null for any number. */
    batch: z.int().positive().nullable(),
  }),
  output: z.strictObject({ name: z.string(), meaning: outputsSchema }),
});
export type OnnxInterface = z.infer<typeof onnxInterfaceSchema>;

/** How a part of an interface is known: declared by the user, read in the file, or neither, and then assumed. */
export const statedBySchema = z.enum(["declared", "file", "assumed"]);
export type StatedBy = z.infer<typeof statedBySchema>;

/** What of an interface is known how, by what it is about. */
export const interfaceParts = [
  "input",
  "layout",
  "size",
  "channelOrder",
  "scale",
  "mean",
  "deviation",
  "output",
  "meaning",
  "labels",
] as const;
export type InterfacePart = (typeof interfaceParts)[number];
