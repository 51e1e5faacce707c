import { limitSchema, modelSpecSchema, networkSchema, onnxInterfaceSchema, weightsOriginSchema } from "@evenkeel/core";
import { z } from "zod";

const weightsSchema = z.strictObject({
  file: z.string(),
  origin: weightsOriginSchema.exclude(["given"]),
  /** Of the file as it was written; null where that was not recorded. */
  sha256: z.string().nullable(),
  /** The cell that trained them; null of initial ones. */
  trainedIn: z.string().nullable(),
  /** What was cut short about them, to be repeated beside every figure they lead to. */
  limits: z.array(limitSchema),
});

const specModelSchema = z.strictObject({
  kind: z.literal("spec"),
  /** Epochs and learning-rate schedule of the recipe are those of the workload. */
  spec: modelSpecSchema,
  weights: weightsSchema,
});

const onnxModelSchema = z.strictObject({
  kind: z.literal("onnx"),
  network: networkSchema,
  file: z.string(),
  /** Of the file as the run began with it. */
  sha256: z.string(),
  interface: onnxInterfaceSchema,
  /** Which of the model's outputs stands for each class; the classes that the dataset lacks come last. */
  outputOrder: z.array(z.int().nonnegative()),
  /** The names of those. */
  otherClasses: z.array(z.string()),
});

/** What a cell's model is made from, by where it comes from. */
export const cellModelSchema = z.discriminatedUnion("kind", [specModelSchema, onnxModelSchema]);
export type CellModel = z.infer<typeof cellModelSchema>;
export type CellWeights = z.infer<typeof weightsSchema>;
/** A model that comes with weights of its own. */
export type GivenCellModel = Exclude<CellModel, { kind: "spec" }>;
